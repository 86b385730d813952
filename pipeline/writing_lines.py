"""Lines that a blank form leaves to write on: ruled or dotted, alone or several under each other. Boxes are fractions of the page."""

from __future__ import annotations

from collections.abc import Sequence

from domain.geometry import Box
from domain.page import ReadPage

ROOM_INCH = 0.28
"""What is written stands so high over its line, where nothing printed is nearer."""
FARTHEST_INCH = 0.5
"""Lines of one answer are no farther apart."""
BELOW_INCH = 0.02
SAME_END_INCH = 0.12
"""The lines of one answer begin and end so near each other."""
TOUCH_INCH = 0.06
LEAST_ROOM_INCH = 0.14
"""Where print or a tick box is nearer over a line, it underlines that or ends a row: nobody writes on it."""


def writing_lines(page: ReadPage, taken: Sequence[Box] = ()) -> list[Box]:
    """Where people write on the lines of `page`, from the top: one box for each answer, over all its lines.

    Lines of frames, of tables and of `taken` (combs) are none, nor are those with something printed (or written) on them already.
    """
    height, width = page.image.shape[0] / page.dpi, page.image.shape[1] / page.dpi
    sized = [(rule, (rule.x1 - rule.x0) * width, (rule.y1 - rule.y0) * height) for rule in page.rules]
    uprights = [rule for rule, across, along in sized if along > across]
    printed = [word.box for word in page.words] + [tick.box for tick in page.tick_boxes]
    free = [
        rule
        for rule, across, along in sized
        if across > along
        and not any(_touch(rule, other, TOUCH_INCH / width, TOUCH_INCH / height) for other in (*uprights, *taken))
        and not any(_touch(Box(rule.x0, rule.y0 - LEAST_ROOM_INCH / height, rule.x1, rule.y0), box, 0.0, 0.0) for box in printed)
    ]
    answers: list[list[Box]] = []
    for rule in sorted(free, key=lambda r: (r.y0, r.x0)):
        above = next((lines for lines in reversed(answers) if _goes_on(page, lines[-1], rule, width, height)), None)
        if above is None:
            answers.append([rule])
        else:
            above.append(rule)
    return [_zone(page, lines, height) for lines in answers]


def _touch(rule: Box, other: Box, dx: float, dy: float) -> bool:
    return rule.x0 - dx < other.x1 and other.x0 < rule.x1 + dx and rule.y0 - dy < other.y1 and other.y0 < rule.y1 + dy


def _goes_on(page: ReadPage, last: Box, rule: Box, width: float, height: float) -> bool:
    """Whether `rule` is the next line of the answer whose last line is `last`."""
    ends = max(abs(last.x0 - rule.x0), abs(last.x1 - rule.x1)) * width
    apart = (rule.y0 - last.y0) * height
    return ends <= SAME_END_INCH and apart <= FARTHEST_INCH and not _names_beside(page, rule, last.y1)


def _names_beside(page: ReadPage, rule: Box, top: float) -> bool:
    """Whether print left of a line and below the line above names it: it is an answer of its own."""
    return any(w.box.center[0] < rule.x0 and top < w.box.center[1] < rule.y1 for w in page.words)


def _zone(page: ReadPage, lines: Sequence[Box], height: float) -> Box:
    """The room over the lines: as high over the first as the lines are apart, down from the print above."""
    first, last = lines[0], lines[-1]
    apart = (last.y0 - first.y0) / (len(lines) - 1) if len(lines) > 1 else ROOM_INCH / height
    over = [w.box for w in page.words if w.box.x0 < first.x1 and w.box.x1 > first.x0 and w.box.center[1] < first.y0 - apart / 2]
    top = max([first.y0 - apart, *(b.y1 for b in over if b.y1 < first.y0)])
    return Box(first.x0, max(0.0, top), last.x1, min(1.0, last.y1 + BELOW_INCH / height))
