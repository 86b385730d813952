"""Where values of a typed kind stand in a run of tokens, reading errors and split or glued words borne; `values` parses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extraction.page_view import Span
from extraction.values import Parsed, parse

TYPED = frozenset({"date", "money", "percent", "integer", "tax_code", "tax_id", "iban", "postal_code", "province", "phone", "email"})

_D = r"[0-9OoIlSBZ|]"
_MONTH = r"(?:gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic)[a-zàèéìòù0]{0,7}"
_PATTERNS: dict[str, list[str]] = {
    "date": [
        rf"(?<![\w/.,-]){_D}{{1,2}}\s*[/.\-–]\s*{_D}{{1,2}}\s*[/.\-–]\s*{_D}{{2,4}}(?!\w)",
        rf"(?i)(?<!\w)(?:{_D}{{1,2}}|primo)\s*[°º]?\s*[./-]?\s*{_MONTH}\s*[./-]?\s*{_D}{{4}}(?!\w)",
        r"(?<!\w)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}(?!\w)",
        rf"(?<![\w/.,-]){_D}{{2}}\s{_D}{{2}}\s{_D}{{4}}(?!\w)",
    ],
    "money": [
        rf"(?:€|euro|eur\.?|EUR)?\s*(?<![\w/.,-]){_D}{{1,3}}(?:[.\s'’]\s?{_D}{{3}})+(?:\s?,\s?{_D}{{1,2}})?(?:\s*(?:€|euro)|,[-=–]+)?(?![\w/])",
        rf"(?:€|euro|eur\.?|EUR)?\s*(?<![\w/.,-]){_D}{{1,7}}(?:\s?[,.]\s?{_D}{{2}})?(?:\s*(?:€|euro)|,[-=–]+)?(?![\w/%]|[.,/-]\d)",
    ],
    "percent": [rf"(?<![\w/.,-]){_D}{{1,2}}\s?[.,]\s?{_D}{{1,3}}\s*%?(?![\w/]|[.,/-]\d)", rf"(?<![\w/.,-]){_D}{{1,2}}\s*%"],
    "integer": [rf"(?<![\w/.,-]){_D}{{1,3}}(?![\w/]|[.,/-]\d)"],
    "postal_code": [rf"(?<![\w/.,-]){_D}{{5}}(?![\w/]|[.,/-]\d)"],
    "province": [r"\(\s*([A-Za-z]{2})\s*\)", r"(?<![\w.])([A-Z]{2})(?![\w.])"],
    "phone": [r"(?<![\w/.,])(?:\(?(?:\+|00)\s?39\)?[\s./-]*)?[03][0-9OIl]{1,4}(?:[\s./-]{0,3}[0-9OIl]){5,8}(?!\w)"],
    "email": [r"(?:(?<![\w.@])[A-Za-z]{2,}\s)?[\w.+-]+\s?(?:@|\(a\)|©|®)\s?[\w-]+(?:\s?\.\s?[\w-]+)*\s?\.\s?[a-zA-Z]{2,4}(?!\w)"],
    "tax_id": [rf"(?<!\w)(?:IT\s?)?{_D}{{11}}(?!\w)"],
}
_COMPILED = {kind: [re.compile(p) for p in patterns] for kind, patterns in _PATTERNS.items()}
_CODE_MASK = {"tax_code": "LLLLLLDDLDDLDDDL"}
_AS_DIGIT = set("0123456789OQDIlLSBZGT|LMNPQRSTUV")
_AS_LETTER = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0158264|")


@dataclass(frozen=True, slots=True)
class Found:
    """A value of a kind spotted in a run of tokens."""

    parsed: Parsed
    span: Span

    @property
    def features(self) -> dict[str, float]:
        """The parser's findings for the scorer."""
        valid = self.parsed.valid
        return {
            "typed_score": self.parsed.score,
            "typed_repaired": float(self.parsed.repaired),
            "typed_valid": float("nan") if valid is None else float(valid),
        }


def find_typed(kind: str, span: Span, most: int = 2) -> Iterator[Found]:
    """Every value of `kind` in the run, in order, at most `most` readings of one piece of text, the likeliest first.

    An address of e-mail has one more: two words of it may be glued, or joined by an underscore.
    """
    text = span.text
    taken: list[tuple[int, int]] = []
    for start, end in sorted(_stretches(kind, text)):
        if any(start < e and s < end for s, e in taken):
            continue
        part = span.cut(start, end)
        exact = part.text == text[start:end]
        readings = parse(kind, text[start:end], part.chars if exact else ())
        likely = [r for r in readings if r.score > readings[0].score - 5][: most + (kind == "email")]
        if likely:
            taken.append((start, end))
        for parsed in likely:
            yield Found(parsed, part)


def _stretches(kind: str, text: str) -> Iterator[tuple[int, int]]:
    """Character ranges of `text` that look like the kind."""
    if kind in ("tax_code", "tax_id"):
        yield from _windows(text, 16, _looks_tax_code)
    if kind == "iban":
        yield from _windows(text, 27, _looks_iban)
    done: list[tuple[int, int]] = []
    for pattern in _COMPILED.get(kind, ()):
        for match in pattern.finditer(text):
            start, end = match.span()
            while start < end and text[start].isspace():
                start += 1
            if any(c.isalnum() for c in text[start:end]) and not any(start < e and s < end for s, e in done):
                done.append((start, end))
                yield start, end


def _windows(text: str, size: int, looks: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Ranges that begin and end at word ends and hold `size` letters and digits, one more or less, that look right."""
    starts = [m.start() for m in re.finditer(r"(?<!\S)\S", text)] + [m.end() for m in re.finditer(r"[.:]", text)]
    at_end = 0
    for start in sorted(set(starts)):
        if start < at_end:
            continue
        best: tuple[int, int] | None = None
        for end in [m.end() for m in re.finditer(r"\S(?!\S)", text) if m.end() > start] + [len(text)]:
            code = re.sub(r"[^A-Za-z0-9|]", "", text[start:end])
            if len(code) > size + 1:
                break
            if abs(len(code) - size) <= 1 and looks(code.upper()) and (best is None or abs(len(code) - size) < best[0]):
                best = (abs(len(code) - size), end)
        if best:
            at_end = best[1]
            yield start, best[1]


def _looks_tax_code(code: str) -> bool:
    """Most places hold a letter or a digit as the mask asks, confusions counted half."""
    if len(code) != 16:
        return sum(c.isdigit() for c in code) >= 5 and sum(c.isalpha() for c in code) >= 6
    misses = 0.0
    for char, want in zip(code, _CODE_MASK["tax_code"], strict=True):
        if want == "D" and not char.isdigit():
            misses += 0.5 if char in _AS_DIGIT else 1.5
        if want == "L" and not char.isalpha():
            misses += 0.5 if char in _AS_LETTER else 1.5
    return misses <= 3


def _looks_iban(code: str) -> bool:
    return (
        code[:2] in {"IT", "1T", "LT", "I7", "TT", "17", "|T", "FT", "JT", "IF", "IJ"}
        and sum(c.isdigit() or c in "OISBZL" for c in code) >= len(code) - 6
    )
