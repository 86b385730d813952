"""The words every room speaks: frozen records for pages, words, readings, candidates, fields, decisions, states and errors.

Imports nothing of ours. Coordinates are fractions of the upright, deskewed page, origin at its top left, unless a name ends
in `_px`. Page numbers are 1-based. `score` is what an engine or a model says; `confidence` is our calibrated probability of
being right.
"""
