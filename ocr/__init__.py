"""Engine contract, engines, image clean-up, reading of pages and of zones, marks."""
