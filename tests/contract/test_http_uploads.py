"""Uploads at the door: what is malformed, too large or too much is refused with its reason, and before its bytes are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from http_api.routes.batches import display_name
from http_api.uploads import Turnstile, UploadLimits
from tests.fakes.door import Door, code_of
from tests.fakes.reader import paper

MIB = 1024 * 1024


def _multipart(*parts: bytes, end: bool = True) -> tuple[bytes, dict[str, str]]:
    body = b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + (b"--x--\r\n" if end else b"")
    return body, {"Content-Type": "multipart/form-data; boundary=x"}


def _file(content: bytes, name: str = "x.pdf", field: str = "files") -> bytes:
    return f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'.encode() + content


def _value(name: str, value: str) -> bytes:
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()


@pytest.mark.parametrize(
    ("upload", "status", "code"),
    [
        (_multipart(), 400, "no_files"),
        (_multipart(_value("reference", "r")), 400, "no_files"),
        (_multipart(_file(b"a"), end=False), 400, "bad_multipart"),
        (_multipart(_file(b"a", field="file")), 400, "bad_multipart"),
        (_multipart(_file(b"a"), _value("tenant_id", "b")), 400, "bad_multipart"),
        (_multipart(_file(b"a"), _value("priority", "urgent")), 422, "unknown_priority"),
        (_multipart(_file(b"a"), _value("due_at", "tomorrow")), 422, "invalid_due_at"),
        (_multipart(_file(b"a"), _value("due_at", "2026-03-01T10:00:00")), 422, "invalid_due_at"),
        (_multipart(_file(b"a"), _value("reference", "r" * 201)), 422, "invalid_reference"),
        (_multipart(_file(b"a"), _value("priority", "low"), _value("priority", "high")), 400, "bad_multipart"),
        (_multipart(_file(b"a"), *[_value(f"f{i}", "") for i in range(30)]), 422, "too_many_files"),
        (_multipart(b"no header at all"), 400, "bad_multipart"),
        (_multipart(b"Content-Disposition: " + b"x" * MIB), 400, "bad_multipart"),
        ((b"{}", {"Content-Type": "application/json"}), 400, "bad_multipart"),
        ((b"", {"Content-Type": "multipart/form-data"}), 400, "bad_multipart"),
    ],
)
def test_a_malformed_upload_is_refused_with_its_reason(door: Door, upload: tuple[bytes, dict[str, str]], status: int, code: str) -> None:
    body, headers = upload
    answer = door.as_key("a write").post("/v1/batches", content=body, headers=headers)
    assert (answer.status_code, code_of(answer)) == (status, code)


def test_a_file_or_a_body_that_is_too_large_is_stopped_on_its_way(make_door: Callable[..., Door]) -> None:
    door = make_door(limits=UploadLimits(body_bytes=3 * MIB, file_bytes=MIB))
    sender = door.as_key("a write")
    taken = []

    def chunks(total: int) -> Iterator[bytes]:
        yield _multipart(_file(b""), end=False)[0][:-2]
        for _ in range(total):
            taken.append(1)
            yield b"\0" * (MIB // 4)

    headers = _multipart()[1]
    assert code_of(sender.post("/v1/batches", content=b"".join(chunks(5)), headers=headers)) == "too_large"
    honest = sender.post("/v1/batches", content=b"x" * (3 * MIB + 1), headers=headers)
    assert honest.status_code == 413
    assert code_of(honest) == "too_large"
    many = sender.post("/v1/batches", files=[("files", ("x", b"\0" * (MIB - 10))) for _ in range(4)])
    assert many.status_code == 413
    assert not list((tmp := door.tools.files._root / "tmp").iterdir()), tmp  # type: ignore[attr-defined]


def test_a_body_that_is_no_upload_is_bounded_too(make_door: Callable[..., Door]) -> None:
    door = make_door(limits=UploadLimits(body_bytes=1000))
    answer = door.as_nobody().post("/v1/session", content=b"x" * 1001, headers={"Content-Type": "application/json"})
    assert (answer.status_code, code_of(answer)) == (413, "too_large")


def test_one_upload_too_many_is_told_to_come_back(make_door: Callable[..., Door]) -> None:
    door = make_door(turnstile=Turnstile(0))
    answer = door.as_key("a write").post("/v1/batches", files=[("files", ("x.pdf", paper()))])
    assert (answer.status_code, code_of(answer), answer.headers["retry-after"]) == (503, "busy", "2")


def test_a_full_queue_and_a_full_disk_refuse_before_the_bytes_come(make_door: Callable[..., Door]) -> None:
    door = make_door(most_waiting=1)
    door.send(paper())
    answer = door.as_key("a write").post("/v1/batches", files=[("files", ("x.pdf", paper()))])
    assert (answer.status_code, code_of(answer)) == (429, "too_many_waiting")
    assert door.send(paper(), company="b")
    full = make_door(free_bytes=lambda: 10, least_free_bytes=11)
    answer = full.as_key("a write").post("/v1/batches", files=[("files", ("x.pdf", paper()))])
    assert (answer.status_code, code_of(answer)) == (507, "storage_full")


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\u202egpj.exe", "x" * 4000, "\U0001f4c4.pdf", "a;b.pdf", "<img src=x>.pdf"])
def test_a_file_name_is_only_ever_shown(door: Door, name: str) -> None:
    answer = door.as_key("a write").post("/v1/batches", files=[("files", (name, paper()))])
    assert answer.status_code == 202
    [source] = answer.json()["sources"]
    assert source["name"] == display_name(name)
    assert "\u202e" not in source["name"]


@given(st.text())
def test_a_displayed_name_is_short_printable_and_never_empty(name: str) -> None:
    shown = display_name(name)
    assert 1 <= len(shown) <= 255
    assert shown.isprintable() or " " in shown or not shown.isascii()
    assert not set(shown) & set("\r\n\t\0\u202e\u2066")
