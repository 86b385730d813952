from __future__ import annotations

from types import ModuleType

import pytest

from samples.style import FAMILIES, TICKS
from samples.wording import COMMON, EVERY, keep
from samples.wordings import clauses, contracts, forms, labels, prose, questions, titles


def _lists(value: object) -> list[tuple[object, ...]]:
    """Every list of wordings in a module's constant."""
    if isinstance(value, dict):
        return [found for item in value.values() for found in _lists(item)]
    return [value] if isinstance(value, tuple) else []


def _module_lists(module: ModuleType) -> list[tuple[object, ...]]:
    return [found for name, value in vars(module).items() if name.isupper() for found in _lists(value)]


@pytest.mark.parametrize("module", [labels, forms, prose, contracts, clauses, questions, titles], ids=lambda module: module.__name__)
def test_held_out_wordings_are_disjoint_from_those_of_training(module: ModuleType) -> None:
    lists = [found for found in _module_lists(module) if len(found) >= EVERY]
    assert lists
    for found in lists:
        train, held = keep(found, "train"), keep(found, "heldout")
        assert held
        assert not {repr(item) for item in train} & {repr(item) for item in held}
        assert len(train) + len(held) == len(keep(found, "all")) == len(found)


@pytest.mark.parametrize("options", [FAMILIES, TICKS], ids=["families", "tick boxes"])
def test_held_out_layouts_use_options_that_training_never_sees(options: tuple[object, ...]) -> None:
    train, held = keep(options, "train"), keep(options, "heldout")
    assert held
    assert set(train).isdisjoint(held)


def test_the_commonest_wordings_always_belong_to_training() -> None:
    for found in labels.LABELS.values():
        assert keep(found, "train")[:COMMON] == list(found[:COMMON])


def test_no_slot_lists_a_wording_twice() -> None:
    for slot, found in labels.LABELS.items():
        assert len(set(found)) == len(found), slot
