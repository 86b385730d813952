"""Automation, accuracy with intervals, SLA, cost; statistics of questionnaires."""
