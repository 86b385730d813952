"""The journey of a document: render, read, classify, extract, decide. Pure: no database, no queue."""
