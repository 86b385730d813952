"""The journey on documents with ground truth; the figures; the benchmarks."""
