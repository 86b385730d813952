"""One file a source of candidates, found by its name."""
