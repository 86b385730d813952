"""A sandboxed process may lie: whatever it says is checked."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from intake.answers import check_info, check_page, check_refusal
from intake.limits import Limits
from intake.refusals import SENTENCES, RefusedError, refuse
from intake.sandbox import ChildCrashedError
from intake.wire import HEAD, MAGIC, BrokenFrameError, Frame, FrameKind, read_frame, write_frame

LIMITS = Limits()
HONEST: dict[str, Any] = {"number": 1, "height": 40, "width": 30, "channels": 1, "dpi": 200, "words_bytes": None, "notes": []}


def page(body: bytes = bytes(1200), **lies: object) -> Frame:
    return Frame(FrameKind.PAGE, HONEST | lies, bytearray(body))


def with_words(rows: object) -> Frame:
    words = json.dumps(rows).encode()
    return page(bytes(1200) + words, words_bytes=len(words))


def test_an_honest_page_becomes_a_record():
    rendered = check_page(with_words([["Via", [0, 0, 30, 10], 0, [[0, 0, 10, 10], [10, 0, 20, 10], [20, 0, 30, 10]]]]), 1, LIMITS)
    assert rendered.image.shape == (40, 30)
    assert rendered.text_layer is not None
    assert rendered.text_layer[0].text == "Via"


@pytest.mark.parametrize(
    "lie",
    [
        {"number": 2}, {"height": 41}, {"height": -40, "width": -30}, {"channels": 4}, {"dpi": 0}, {"dpi": "200"},
        {"height": 1, "width": 1200},
        {"words_bytes": 5}, {"words_bytes": -1}, {"notes": ["<script>"]}, {"notes": "x"}, {"width": None}, {"height": 1200, "width": 1},
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_is_a_crash(lie):
    with pytest.raises(ChildCrashedError):
        check_page(page(**lie), 1, LIMITS)


@pytest.mark.parametrize(
    "rows",
    [
        {}, 5, [[]], [["a", [0, 0, 1, 1], 0, []]], [["", [0, 0, 1, 1], 0, []]], [["a", [5, 0, 1, 1], 0, [[0, 0, 1, 1]]]],
        [["a", [0, 0, 1, 2_000_000], 0, [[0, 0, 1, 1]]]], [[1, [0, 0, 1, 1], 0, [[0, 0, 1, 1]]]],
    ],
)  # fmt: skip
def test_words_that_cannot_be_are_a_crash(rows):
    if rows == {}:
        assert check_page(with_words(rows), 1, LIMITS).text_layer == ()
        return
    with pytest.raises(ChildCrashedError):
        check_page(with_words(rows), 1, LIMITS)


@pytest.mark.parametrize("pages", [0, -1, 301, "3", None, 2.0])
def test_a_page_count_that_cannot_be_is_refused(pages):
    with pytest.raises(RefusedError):
        check_info(Frame(FrameKind.INFO, {"pages": pages, "notes": []}, bytearray()), LIMITS)


def test_a_refusal_speaks_in_our_sentences_alone():
    refused = check_refusal(Frame(FrameKind.REFUSAL, {"code": "damaged_pdf", "page": 3, "message": "click here"}, bytearray()))
    assert "page 3" in refused.message
    assert "click" not in refused.message
    with pytest.raises(ChildCrashedError):
        check_refusal(Frame(FrameKind.REFUSAL, {"code": "invented"}, bytearray()))


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_code_has_a_sentence_that_ends_and_says_what_to_do(code):
    message = refuse(code, page=1, limit=5, found="a GIF image").message
    assert message.endswith(".")
    assert "{" not in message


def test_frames_survive_the_pipe_and_lies_about_size_do_not():
    pipe = io.BytesIO()
    write_frame(pipe, FrameKind.INFO, {"pages": 2}, b"ab", b"c")
    pipe.seek(0)
    frame = read_frame(lambda n: bytearray(pipe.read(n)), 10)
    assert (frame.header, bytes(frame.body)) == ({"pages": 2}, b"abc")
    for head in (HEAD.pack(MAGIC, b"page", 2, 11), HEAD.pack(MAGIC, b"page", 2**20, 0), HEAD.pack(b"xxxx", b"page", 2, 0)):
        with pytest.raises(BrokenFrameError):
            read_frame(lambda n, data=io.BytesIO(head): bytearray(data.read(n)), 10)
