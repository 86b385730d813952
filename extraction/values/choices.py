"""Several options of a choice, named in a row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.page import CharReading
from extraction.values import choice
from extraction.values.parsed import Parsed


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """The list of the options that the parts of the text name, in their order; empty when a part names none."""
    named = [choice.parse(part) for part in re.split(r"[,;/]|\se\s", text) if part.strip()]
    if not named or not all(named):
        return []
    options = list(dict.fromkeys(str(found[0].value) for found in named))
    return [Parsed(options, text, 0, sum(found[0].score for found in named))]
