"""Mutants that know the format: PDF objects, TIFF directories and ZIP headers are made to lie, the rest of the file stays whole."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable

import pikepdf

EXTREME = (0, 1, -1, 255, 65_535, 2**31 - 1, -(2**31), 99_999_999)
FILTERS = ("/FlateDecode", "/DCTDecode", "/LZWDecode", "/ASCIIHexDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/Crypt")
FIELD_OF_TYPE = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}
"""Bytes of a value of each TIFF type that the seeds use. Source: TIFF 6.0, section 2."""
ENTRY_BYTES = 12
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
ZIP_FIELDS = {
    LOCAL: {"method": (8, 2), "crc": (14, 4), "packed": (18, 4), "size": (22, 4), "name length": (26, 2), "extra length": (28, 2)},
    CENTRAL: {"method": (10, 2), "crc": (16, 4), "packed": (20, 4), "size": (24, 4), "name length": (28, 2), "offset": (42, 4)},
    END: {"entries": (10, 2), "directory size": (12, 4), "directory offset": (16, 4)},
}
"""Of each record: (offset, bytes) of its fields. Source: APPNOTE.TXT, section 4.3."""


def pdf_mutant(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """One to three keys of objects dropped, set to an extreme number, pointed elsewhere, or given another filter."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        done = [_lie_in(pdf, chance) for _ in range(chance.randint(1, 3))]
        out = io.BytesIO()
        pdf.save(out, static_id=True, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    return f"structure {', '.join(done)}", out.getvalue()


def _lie_in(pdf: pikepdf.Pdf, chance: random.Random) -> str:
    holders = [thing for thing in pdf.objects if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)) and len(list(thing.keys()))]
    holder = chance.choice(holders)
    key = chance.choice(sorted(set(holder.keys()) - {"/Length"}) or ["/Lie"])
    lie = chance.choice(["drop", "number", "point", "filter", "many"])
    if lie == "drop" and key in holder:
        del holder[key]
    elif lie == "point":
        holder[key] = chance.choice(holders)
    elif lie == "filter" and isinstance(holder, pikepdf.Stream):
        names = [pikepdf.Name(chance.choice(FILTERS)) for _ in range(chance.randint(1, 3))]
        holder.write(holder.read_raw_bytes(), filter=pikepdf.Array(names))
    elif lie == "many":
        holder[key] = pikepdf.Array([chance.choice(EXTREME) for _ in range(chance.randint(0, 6))])
    else:
        holder[key] = chance.choice(EXTREME)
    return f"{lie} {key}"


def tiff_mutant(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """One to three entries of a directory of a little-endian TIFF with another tag, type, count or value, or another next directory."""
    out, done = bytearray(data), []
    directories = _directories(data)
    for _ in range(chance.randint(1, 3)):
        start = chance.choice(directories)
        (count,) = struct.unpack_from("<H", data, start)
        lie = chance.choice(["tag", "type", "count", "value", "next"])
        entry = start + 2 + ENTRY_BYTES * chance.randrange(count)
        if lie == "next":
            struct.pack_into("<I", out, start + 2 + ENTRY_BYTES * count, chance.choice([0, 1, start, len(data), *directories]))
        elif lie == "tag":
            struct.pack_into("<H", out, entry, chance.choice([256, 257, 258, 259, 273, 277, 278, 279, 322, 330, 347, 65_535]))
        elif lie == "type":
            struct.pack_into("<H", out, entry + 2, chance.choice([*FIELD_OF_TYPE, 12, 16, 99]))
        else:
            struct.pack_into("<I", out, entry + (4 if lie == "count" else 8), chance.choice(EXTREME) % 2**32)
        done.append(lie)
    return f"structure {', '.join(done)}", bytes(out)


def _directories(data: bytes) -> list[int]:
    found: list[int] = []
    (at,) = struct.unpack_from("<I", data, 4)
    while at and at not in found:
        found.append(at)
        (count,) = struct.unpack_from("<H", data, at)
        (at,) = struct.unpack_from("<I", data, at + 2 + ENTRY_BYTES * count)
    return found


def zip_mutant(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """One to three fields of the headers and the directory of a ZIP set to something else."""
    out, done = bytearray(data), []
    for _ in range(chance.randint(1, 3)):
        record = chance.choice([LOCAL, CENTRAL, END])
        places = [at for at in range(len(data)) if data.startswith(record, at)]
        name = chance.choice(sorted(ZIP_FIELDS[record]))
        offset, size = ZIP_FIELDS[record][name]
        value = chance.choice(EXTREME) % 2 ** (8 * size)
        out[(at := chance.choice(places)) + offset : at + offset + size] = value.to_bytes(size, "little")
        done.append(name)
    return f"structure {', '.join(done)}", bytes(out)


MUTANTS: dict[str, Callable[[bytes, random.Random], tuple[str, bytes]]] = {
    "text": pdf_mutant, "scan": pdf_mutant, "flate": pdf_mutant, "form": pdf_mutant, "tiff": tiff_mutant, "zip": zip_mutant,
}  # fmt: skip
"""By the name of the seed file."""
