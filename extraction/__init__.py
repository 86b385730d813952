"""Candidates, scoring, constraints and the parsers of values."""
