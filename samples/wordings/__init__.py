"""Word lists of the samples: labels, titles, clauses, questions. Each list is divided between training and held-out by samples/wording.py."""
