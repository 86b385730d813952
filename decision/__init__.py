"""Calibration, thresholds with their guarantee, accept or review, with reasons."""
