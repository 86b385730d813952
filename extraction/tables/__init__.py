"""Tables of a document: rows of typed cells from the words and rules of its pages. Lines, then columns, then headings, cells and sums.

Knows words, rules and the value parsers; nothing of engines, document types or where tables are used.
"""

from extraction.tables.finder import find_tables

__all__ = ["find_tables"]
