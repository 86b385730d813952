"""What reviewed documents teach: layouts, scorer, calibration; evaluated before it is used."""
