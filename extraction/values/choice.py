"""One option of a choice, told by its Italian wording; which wordings tell which option is data (extraction/labels.yaml, `options`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz

from domain.page import CharReading
from extraction.values.confusion import folded
from extraction.values.parsed import Parsed, best_first

_WORDINGS = Path(__file__).parents[1] / "labels.yaml"


@cache
def wordings() -> dict[str, dict[str, list[str]]]:
    """Field key -> option -> folded wordings."""
    options: dict[str, dict[str, list[str]]] = yaml.safe_load(_WORDINGS.read_text("utf-8"))["options"]
    return {key: {o: [folded(str(w)) for w in words] for o, words in table.items()} for key, table in options.items()}


@cache
def _unambiguous() -> dict[str, str]:
    """Wording -> option, over all fields, where every field that has the wording means the same option."""
    seen: dict[str, set[str]] = {}
    for table in wordings().values():
        for option, words in table.items():
            for word in words:
                seen.setdefault(word, set()).add(option)
    return {word: next(iter(options)) for word, options in seen.items() if len(options) == 1}


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """The option a wording tells whatever the field; `parse_option` knows the field and tells more."""
    option = _unambiguous().get(folded(text))
    return [Parsed(option, text, 0)] if option else []


def parse_option(text: str, key: str, options: Sequence[str] = ()) -> list[Parsed]:
    """The options of field `key` that `text` may name, best first; a field without wordings is compared with the names of `options`."""
    table: Mapping[str, Sequence[str]] = wordings().get(key) or {o: [folded(o.replace("_", " "))] for o in options}
    given = folded(text)
    if not given:
        return []
    found = []
    for option, words in table.items():
        likeness = max((_likeness(given, word) for word in words), default=0.0)
        if likeness >= 0.8:
            found.append(Parsed(option, text, 0, -12 * (1 - likeness), likeness < 0.9))
    return best_first(found)


def _likeness(given: str, word: str) -> float:
    """1 for the wording itself, nearly 1 for the wording among other words, less for a misread one."""
    if given == word:
        return 1.0
    if len(word) > 3 and f" {word} " in f" {given} ":
        return 0.9 + 0.09 * len(word) / len(given)
    if given.startswith(f"{word} ") and word:
        return 0.88
    if min(len(given), len(word)) < 4:
        return 0.0
    return fuzz.ratio(given.replace(" ", ""), word.replace(" ", "")) / 100 * 0.98
