"""One file an export format, found by its name."""
