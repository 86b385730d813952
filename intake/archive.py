"""ZIP files: the members leave the sandboxed process as a stream, counted while they unpack."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from intake.limits import MIB, Limits
from intake.refusals import refuse
from intake.wire import FrameKind, write_frame

PIECE_BYTES = 256 * 1024
RATIO_FROM_BYTES = 16 * MIB
ENCRYPTED = 1
"""Bit of a member's flags. Source: APPNOTE.TXT 6.3.10, section 4.4.4."""
SIDE_FILES = {".ds_store", "thumbs.db", "desktop.ini"}
OFFICE = {"[Content_Types].xml": "an Office file", "mimetype": "an OpenDocument or EPUB file", "META-INF/MANIFEST.MF": "a Java program"}


def unpack_members(untrusted_file: int, out: BinaryIO, limits: Limits) -> None:
    """Writes each member as file frames `{name, last}` with its bytes, in the order of the archive.

    Folders and what operating systems leave behind (`__MACOSX`, `.DS_Store`, `Thumbs.db`) are left out.
    Raises RefusedError `damaged_archive`, `encrypted_archive`, `unsafe_archive`, `archive_too_many_files`, `archive_too_large`,
    `archive_ratio`, `nested_archive`, `empty_archive`, `unsupported_type` (an Office file is a ZIP too).
    """
    with _opened(untrusted_file) as (archive, packed_bytes):
        members = _members(archive, limits)
        unpacked = 0
        for member in members:
            with archive.open(member) as file:
                piece = file.read(PIECE_BYTES)
                if piece.startswith((b"PK\x03\x04", b"PK\x05\x06")):
                    raise refuse("nested_archive")
                while True:
                    unpacked += len(piece)
                    _check_size(unpacked, packed_bytes, limits)
                    following = file.read(PIECE_BYTES) if piece else b""
                    write_frame(out, FrameKind.FILE, {"name": member.filename, "last": not following}, piece)
                    if not following:
                        break
                    piece = following


@contextmanager
def _opened(untrusted_file: int) -> Iterator[tuple[zipfile.ZipFile, int]]:
    try:
        with os.fdopen(untrusted_file, "rb", closefd=False) as file, zipfile.ZipFile(file) as archive:
            yield archive, os.fstat(untrusted_file).st_size
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, KeyError, UnicodeError) as error:
        raise refuse("damaged_archive") from error
    except RuntimeError as error:  # what zipfile raises for a member with a password
        raise refuse("encrypted_archive") from error


def _members(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > 2 * limits.archive_files:
        raise refuse("archive_too_many_files", limit=limits.archive_files)
    foreign = next((OFFICE[e.filename] for e in entries if e.filename in OFFICE), None)
    if foreign:
        raise refuse("unsupported_type", found=foreign)
    members = [e for e in entries if not e.is_dir() and not _is_side_file(e.filename)]
    if len(members) > limits.archive_files:
        raise refuse("archive_too_many_files", limit=limits.archive_files)
    if not members:
        raise refuse("empty_archive")
    for member in members:
        if member.flag_bits & ENCRYPTED:
            raise refuse("encrypted_archive")
        if _leads_outside(member):
            raise refuse("unsafe_archive")
    if sum(m.file_size for m in members) > limits.archive_bytes:
        raise refuse("archive_too_large", limit=limits.archive_bytes // MIB)
    return members


def _is_side_file(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or parts[-1].lower() in SIDE_FILES or parts[-1].startswith("._")


def _leads_outside(member: zipfile.ZipInfo) -> bool:
    name = member.filename.replace("\\", "/")
    kind = stat.S_IFMT(member.external_attr >> 16)
    return name.startswith("/") or ".." in name.split("/") or name[1:2] == ":" or kind not in (0, stat.S_IFREG)


def _check_size(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.archive_bytes:
        raise refuse("archive_too_large", limit=limits.archive_bytes // MIB)
    if unpacked > RATIO_FROM_BYTES and unpacked > packed * limits.archive_ratio:
        raise refuse("archive_ratio")
