"""Real implementations of the contracts, made for tests, faults included; and real servers started for them."""
