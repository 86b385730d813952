"""One folder a type (data, no code) and the reader of those folders; form definitions and the rules of cases likewise.

Knows YAML and the domain; does not know pages, models or where forms are used.
"""

from document_types.cases import SHIPPED_CASES, load_case_rules
from document_types.forms import load_form, load_forms
from document_types.types import load_types, shipped_types

__all__ = ["SHIPPED_CASES", "load_case_rules", "load_form", "load_forms", "load_types", "shipped_types"]
