"""The partition between what training documents may use and what only held-out ones do: wordings, faces, layout options.

A held-out item is never drawn for `train`, and a training item never for `heldout`; `all` uses both, for the final models.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal, TypeVar

Split = Literal["train", "heldout", "all"]
Item = TypeVar("Item")

EVERY = 4
"""One item in this many is held out."""
COMMON = 2
"""The first items of a list, its commonest, always belong to training."""


def _rank(item: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(item).encode()).digest()[:4], "big")


def keep(items: Sequence[Item], split: Split) -> list[Item]:
    """The items of `split`, in their order; a list too short to divide (fewer than 4) serves both."""
    if split == "all" or len(items) < EVERY:
        return list(items)
    later = sorted(items[COMMON:], key=_rank)
    held = later[: max(1, len(items) // EVERY)]
    return [item for item in items if (item in held) == (split == "heldout")]
