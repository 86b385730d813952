"""Automation, accuracy with intervals, service levels, cost: arithmetic on counts that storage gives. Knows no tables."""
