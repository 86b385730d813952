"""One parser a value kind, found by its name."""
