"""Kills everything, at any moment, and counts what was lost or done twice."""
