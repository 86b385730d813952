"""The journey of a document: render, read, classify, extract, decide. Pure: no database, no queue.

`journey.py` is what a newcomer reads first. `batch.py` runs many files on several processes.
"""
