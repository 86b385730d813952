"""Signatures of a contract's parties: the blocks at its end, in the order in which the parties are named, and the ink beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.document import Candidate
from domain.geometry import Box, union
from domain.page import InkRegion
from extraction.context import Context
from extraction.page_view import PageView, Token

NAME = "signature"
_ROLE = re.compile(
    r"^(?:firm\w*|parte|part[ei]|locat\w+|condutt\w+|fornit\w+|committ\w+|somminist\w+|vendit\w+|acquirent\w+|compratore|client\w+|appaltat\w+|appaltante|"
    r"prestat\w+|professionist\w+|affidat\w+|ente|consulent\w+|mandant\w+|mandatari\w+|impresa|condominio|conced\w+|affittuari\w+|proprietari\w+|inquilin\w+|"
    r"datore|lavorat\w+|societa|dipendent\w+|azienda|ditta|mutuant\w+|mutuatari\w+|finanzia\w+|creditor\w+|debitor\w+|comodant\w+|comodatari\w+|cedent\w+|"
    r"cessionari\w+|preponent\w+|agent\w+|licenziant\w+|licenziatari\w+|promittent\w+|promissari\w+|spons\w+|franchis\w+|noleggia\w+|utilizzat\w+|esercent\w+)$"
)  # fmt: skip
_LONGEST_BLOCK = 7
"""Words of the longest signature label."""
_GAP = 3.0
"""A gap between two labels of one row, in token heights."""
_PAIR_REACH = 9.0
"""How far apart the labels of one pair may stand, in token heights."""
_REACH_Y, _REACH_X = 5.5, 12.0
"""How far from its label a signature may stand, in token heights."""


@dataclass(frozen=True, slots=True)
class Block:
    """A label that a party signs beside."""

    view: PageView
    box: Box
    order: int
    """0 for the first of its pair, 1 for the second."""
    pair: int
    """0 for the last pair of the document, 1 for the one before."""


def propose(context: Context) -> Iterator[Candidate]:
    """For each party true with the ink beside its label, and false; nothing for other types."""
    if context.type.key != "contract":
        return
    ends = blocks(context.views)
    for block in ends:
        key = ("signature.party_a", "signature.party_b")[block.order]
        regions = [r for r in block.view.page.ink_regions if r.kind != "stamp"]
        near = sorted(((d, r) for r in regions if (d := _distance(block, r.box)) < min(1.0, _others(block, ends, r))), key=lambda n: n[0])
        facts = {"sign_label": 1.0, "sign_y": block.box.center[1], "pair_order": float(block.pair), "sign_regions": float(len(regions))}
        for distance, region in near[:1]:
            yield Candidate(
                key, True, "", block.view.number, region.box, NAME, region.score,
                features=facts | {"sign_distance": distance, "sign_kind": float(region.kind == "signature"), "sign_score": region.score,
                                  "sign_width": region.box.width / block.view.em_x, "sign_empty": 0.0},
            )  # fmt: skip
        yield Candidate(key, False, "", block.view.number, block.box, NAME, 0.5, features=facts | {"sign_empty": float(not near)})
    yield from _without_labels(context.views)


def _without_labels(views: Sequence[PageView]) -> Iterator[Candidate]:
    """The two lowest inks of the last page that has any, left and right: blocks whose labels were not read."""
    inked = [(v, [r for r in v.page.ink_regions if r.kind == "signature"]) for v in views]
    last = next(((v, rs) for v, rs in reversed(inked) if rs), None)
    if last is None:
        return
    view, regions = last
    lowest = sorted(sorted(regions, key=lambda r: -r.box.y1)[:2], key=_reading_order)
    for order, region in enumerate(lowest):
        for key in ("signature.party_a", "signature.party_b"):
            place = {"pair_count": float(len(lowest)), "pair_order": float(order), "sign_y": region.box.center[1]}
            yield Candidate(key, True, "", view.number, region.box, NAME, region.score, features=place | {"sign_score": region.score})


def _reading_order(region: InkRegion) -> tuple[float, float]:
    return (round(region.box.center[1] / 0.05), region.box.x0)


def blocks(views: Sequence[PageView], pair_reach: float = _PAIR_REACH) -> list[Block]:
    """The labels of the last two pairs of signature blocks; one that stands alone is the first party's on the left, else the second's."""
    labels = [(view, box) for view in views for box in _labels(view)]
    found: list[Block] = []
    end = len(labels)
    for pair in range(2):
        if end <= 0:
            break
        view, box = labels[end - 1]
        partner = labels[end - 2] if end > 1 else None
        if partner is not None and partner[0] is view and abs(box.center[1] - partner[1].center[1]) < pair_reach * view.em:
            found += [Block(view, partner[1], 0, pair), Block(view, box, 1, pair)]
            end -= 2
        else:
            found.append(Block(view, box, int(box.x0 > 0.4), pair))
            end -= 1
    return found


def _labels(view: PageView) -> list[Box]:
    """Short runs of words with a role or `firma` among them, in rows that hold nothing else, from the top."""
    boxes = []
    for row in view.rows:
        runs = _runs(row, view)
        if len(runs) <= 2 and all(len(run) <= _LONGEST_BLOCK for run in runs):
            boxes += [union(t.box for t in run) for run in runs if any(_ROLE.match(t.folded) for t in run)]
    return boxes


def _runs(row: Sequence[Token], view: PageView) -> list[list[Token]]:
    """The words of a row between wide gaps."""
    runs: list[list[Token]] = []
    for token in row:
        if runs and token.box.x0 - runs[-1][-1].box.x1 < _GAP * view.em_x:
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _others(block: Block, blocks: Sequence[Block], region: InkRegion) -> float:
    """How near the ink is to the nearest other label of the page, which then has the better claim."""
    return min((_distance(b, region.box) for b in blocks if b is not block and b.view is block.view), default=1.0)


def _distance(block: Block, ink: Box) -> float:
    """0 touching, 1 at the end of reach; sideways counted from the label's own column."""
    view = block.view
    dx = max(0.0, ink.x0 - block.box.x1, block.box.x0 - ink.x1) / (view.em_x * _REACH_X)
    dy = max(0.0, ink.y0 - block.box.y1, block.box.y0 - ink.y1) / (view.em * _REACH_Y)
    return float((dx * dx + dy * dy) ** 0.5)
