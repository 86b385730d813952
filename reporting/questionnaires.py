"""What people answered: each question counted, with intervals that hold both the sample's and the reader's uncertainty.

Values are those of results.md; a question whose value still waits for a person is counted as waiting, not as an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from statistics import fmean, median

from domain.document import Value
from domain.shares import exact_interval
from reporting.intervals import Interval, mean_interval


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of one filled form."""

    value: Value
    confidence: float
    """Probability that it was read right; 1 where a person decided."""
    waiting: bool = False


Sheet = Mapping[str, Answer]
"""One filled form: its answers by key of the question."""


@dataclass(frozen=True, slots=True)
class Share:
    """How often one option was chosen, among the sheets that answered the question."""

    value: str
    count: int
    share: Interval


@dataclass(frozen=True, slots=True)
class Numbers:
    """A question answered by numbers."""

    count: int
    mean: float
    median: float
    low: float
    high: float
    interval: Interval | None
    """Of the mean; None for fewer than two numbers."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question over all sheets: answered + blank + waiting = sheets."""

    key: str
    answered: int
    blank: int
    """Item non-response."""
    waiting: int
    shares: tuple[Share, ...] = ()
    """In the order of the options; empty for free text."""
    numbers: Numbers | None = None


def question(key: str, options: Sequence[str], sheets: Iterable[Sheet], *, numeric: bool = False) -> Question:
    """One question counted. `options` empty: free text, or numbers where `numeric`."""
    answers = [sheet[key] for sheet in sheets if key in sheet]
    waiting = sum(answer.waiting for answer in answers)
    given = [answer for answer in answers if not answer.waiting and answer.value not in (None, [])]
    shares = tuple(_share(option, given) for option in options)
    blank = len(answers) - waiting - len(given)
    return Question(key, len(given), blank, waiting, shares, _numbers(given) if numeric else None)


def cross(row: str, row_options: Sequence[str], column: str, column_options: Sequence[str], sheets: Iterable[Sheet]) -> list[list[int]]:
    """How many sheets chose each pair of options: a line for each option of `row`. Waiting answers are left out."""
    pairs: Counter[tuple[str, str]] = Counter()
    for sheet in sheets:
        if row in sheet and column in sheet and not (sheet[row].waiting or sheet[column].waiting):
            pairs.update((r, c) for r in _chosen(sheet[row].value) for c in _chosen(sheet[column].value))
    return [[pairs[r, c] for c in column_options] for r in row_options]


def _share(option: str, given: Sequence[Answer]) -> Share:
    """The exact interval of the count, its ends moved by the misreadings expected: out of the option, and into it."""
    inside = [answer for answer in given if option in _chosen(answer.value)]
    leaving = sum(1 - answer.confidence for answer in inside)
    entering = sum(1 - answer.confidence for answer in given if option not in _chosen(answer.value))
    count, n = len(inside), len(given)
    low, high = exact_interval(count - leaving, n)[0], exact_interval(min(n, count + entering), n)[1]
    return Share(option, count, Interval(count / n if n else None, low, high, 0.95))


def _chosen(value: Value) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return tuple(value) if isinstance(value, list) else (str(value),)


def _numbers(given: Sequence[Answer]) -> Numbers | None:
    read = [(number, answer.confidence) for answer in given if (number := _number(answer.value)) is not None]
    if not read:
        return None
    numbers = [number for number, _ in read]
    return Numbers(len(numbers), fmean(numbers), median(numbers), min(numbers), max(numbers), _of_mean(read))


def _number(value: Value) -> float | None:
    try:
        return float(Decimal(str(value)))
    except InvalidOperation:  # kept as written on the paper: not a number
        return None


def _of_mean(read: Sequence[tuple[float, float]]) -> Interval | None:
    """The mean's interval, its ends moved by the misreadings expected: each number, as often as it is misread, was the smallest
    (or the largest) of all. `read`: (number, confidence)."""
    numbers = [number for number, _ in read]
    interval = mean_interval(numbers)
    if interval is None:
        return None
    low, high, n = min(numbers), max(numbers), len(numbers)
    down = sum((1 - confidence) * (number - low) for number, confidence in read) / n
    up = sum((1 - confidence) * (high - number) for number, confidence in read) / n
    return Interval(interval.value, interval.low - down, interval.high + up, interval.level)
