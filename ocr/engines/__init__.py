"""One file an OCR engine, found by its name."""
