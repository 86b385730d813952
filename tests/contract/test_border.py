"""What the border promises, through the real sandbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from domain.errors import InputError
from domain.page import RenderedPage
from intake import inspect, render_pages, unpack
from intake.limits import Limits, SandboxLevel
from intake.sandbox import ROOT, active_level
from tests.fakes import papers

LIMITS = Limits()
TIGHT = Limits(child_cpu_seconds=4, second_try_cpu_seconds=2, child_memory_bytes=1024 * 1024 * 1024)


@pytest.fixture
def put(tmp_path: Path):
    def write(data: bytes, name: str = "upload") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def pages_of(path: Path, limits: Limits = LIMITS) -> list[RenderedPage]:
    return list(render_pages(path, limits))


def code_of(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(InputError) as refused:
        pages_of(path, limits)
    return refused.value.code


def is_dark(image: np.ndarray, x: float, y: float) -> bool:
    return int(image[int(y * image.shape[0]), int(x * image.shape[1])].min()) < 100


def test_a_born_digital_pdf_gives_every_page_with_its_words_where_the_ink_is(put):
    pages = pages_of(put(papers.text_pdf(12)))
    assert [p.number for p in pages] == list(range(1, 13))
    for page in pages:
        assert page.text_layer is not None
        assert [w.text for w in page.text_layer[:2]] == ["Pagina", str(page.number)]
        for word in page.text_layer:
            x0, y0, x1, y1 = word.box.pixels(page.image.shape[1], page.image.shape[0])
            assert page.image[y0:y1, x0:x1].min() < 128
            assert "".join(c.char for c in word.chars) == word.text


def test_pages_can_be_asked_for_singly(put):
    path = put(papers.text_pdf(5))
    assert [p.number for p in render_pages(path, LIMITS, [2, 4])] == [2, 4]
    with pytest.raises(ValueError, match="pages"):
        list(render_pages(path, LIMITS, [6]))


@pytest.mark.parametrize(("rotate", "corner"), [(0, (0.06, 0.03)), (90, (0.97, 0.06)), (180, (0.94, 0.97)), (270, (0.03, 0.94))])
@pytest.mark.parametrize("filter_", ["jpeg", "flate"])
def test_a_scanned_page_is_the_embedded_image_turned_as_the_page_shows_it(put, rotate, corner, filter_):
    scan = papers.page_image(1654, 2339)
    scan.paste(0, (20, 20, 190, 130))
    page = pages_of(put(papers.scan_pdf(scan, rotate, filter_=filter_)))[0]
    assert page.text_layer is None
    assert max(page.image.shape) == 2339
    assert abs(page.dpi - 200) < 1
    assert is_dark(page.image, *corner)


def test_a_scan_with_an_invisible_text_layer_is_a_picture(put):
    hidden = b"BT /F1 12 Tf 3 Tr 50 700 Td (invisible words of an old reader) Tj ET"
    assert pages_of(put(papers.scan_pdf(papers.page_image(), over=hidden)))[0].text_layer is None


def test_visible_text_over_a_scan_does_not_make_it_born_digital(put):
    page = pages_of(put(papers.scan_pdf(papers.page_image(), over=b"BT /F1 12 Tf 50 100 Td (received) Tj ET")))[0]
    assert page.text_layer is None
    assert "text_layer_over_scan" in page.notes


def test_invisible_text_is_not_believed(put):
    page = pages_of(put(papers.text_pdf(1, render_mode=3)))[0]
    assert page.text_layer is None
    assert "text_layer_invisible" in page.notes


def test_white_text_is_not_believed(put):
    with pikepdf.open(put(papers.text_pdf(1))) as pdf:
        pdf.pages[0].contents_add(b"1 g", prepend=True)
        data = papers.saved(pdf)
    page = pages_of(put(data, "white"))[0]
    assert page.text_layer is None
    assert "text_layer_off_picture" in page.notes


def test_a_filled_form_field_is_in_the_picture_and_in_the_words(put):
    page = pages_of(put(papers.form_pdf("Verdi Giuseppe")))[0]
    height = page.image.shape[0]
    field = page.image[int(height * (842 - 322) / 842) : int(height * (842 - 302) / 842), 150:700]
    assert field.min() < 128
    assert page.text_layer is None or {"Verdi", "Giuseppe"} <= {w.text for w in page.text_layer}


def test_a_mixed_pdf_is_judged_page_by_page(put, tmp_path):
    with pikepdf.open(put(papers.text_pdf(1), "a")) as first, pikepdf.open(put(papers.scan_pdf(papers.page_image()), "b")) as second:
        first.pages.extend(second.pages)
        path = put(papers.saved(first), "mixed")
    assert [p.text_layer is not None for p in pages_of(path)] == [True, False]


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(("JPEG", mode) for mode in ("1", "L", "RGB", "CMYK")),
        *(("TIFF", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16")),
    ],
)
def test_every_sample_format_becomes_a_white_page_with_a_black_corner(put, kind, mode):
    grey = papers.page_image()
    image = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257) if mode == "I;16" else grey.convert(mode)
    page = pages_of(put(papers.as_bytes(image, kind, dpi=(100, 100))))[0]
    assert page.image.shape == (1753, 1240)
    assert abs(page.dpi - 150) < 1
    assert is_dark(page.image, 0.05, 0.03)
    assert page.image[-20:, -20:].min() > 200


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw", "tiff_adobe_deflate", "raw"])
def test_a_tiff_of_many_pages_gives_them_all(put, compression):
    frames = [papers.page_image(mode="1").rotate(90 * n, expand=True, fillcolor=1) for n in range(4)]
    data = papers.as_bytes(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression=compression, dpi=(200, 200))
    shapes = [p.image.shape for p in pages_of(put(data))]
    assert shapes == [(1169, 827), (827, 1169)] * 2


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_photograph_held_sideways_stands_upright(put, kind):
    exif = Image.Exif()
    exif[274] = 6
    sideways = papers.page_image(1654, 2339, "RGB").rotate(90, expand=True)
    page = pages_of(put(papers.as_bytes(sideways, kind, exif=exif, dpi=(200, 200))))[0]
    assert page.image.shape[:2] == (2339, 1654)
    assert is_dark(page.image, 0.03, 0.015)


def test_a_fax_with_oblong_pixels_gets_square_ones(put):
    image = papers.page_image(1728, 1078, "1")
    page = pages_of(put(papers.as_bytes(image, "TIFF", dpi=(204, 98))))[0]
    assert abs(page.image.shape[0] / page.image.shape[1] - 1078 / 98 / (1728 / 204)) < 0.01


@pytest.mark.parametrize("per_cent", [*range(2, 100, 7), 97, 99])
def test_a_pdf_that_was_cut_short_is_never_read_with_pages_missing(put, per_cent):
    for whole in (papers.text_pdf(4), papers.scan_pdf(papers.page_image())):
        cut = put(whole[: len(whole) * per_cent // 100], f"cut-{len(whole)}")
        assert code_of(cut) in {"damaged_pdf", "unsupported_type", "page_count_mismatch", "image_decode"}


@pytest.mark.parametrize("per_cent", [30, 60, 90])
def test_a_cut_pdf_with_compressed_cross_references_is_refused(put, per_cent):
    for linearize in (False, True):
        with pikepdf.open(put(papers.text_pdf(6), "whole")) as pdf:
            whole = papers.saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=linearize)
        assert code_of(put(whole[: len(whole) * per_cent // 100], "cut")) == "damaged_pdf"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("per_cent", [10, 50, 90])
def test_a_cut_image_is_refused(put, kind, per_cent):
    whole = papers.as_bytes(papers.page_image(), kind)
    assert code_of(put(whole[: len(whole) * per_cent // 100])) == "damaged_image"


@pytest.mark.parametrize("filter_", ["jpeg", "flate"])
def test_a_cut_picture_in_a_whole_pdf_is_refused(put, filter_):
    with pikepdf.open(put(papers.scan_pdf(papers.page_image(), filter_=filter_), "whole")) as pdf:
        picture = pdf.pages[0].obj["/Resources"]["/XObject"]["/Im0"]
        data = picture.read_raw_bytes() if filter_ == "jpeg" else picture.read_bytes()
        half = data[: len(data) // 2]
        picture.write(half if filter_ == "jpeg" else zlib.compress(half), filter=picture["/Filter"])
        assert code_of(put(papers.saved(pdf), "half")) == "image_decode"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"plain words", "unsupported_type"),
        (b"<html><body>no document</body></html>", "unsupported_type"),
        (b"MZ" + b"\0" * 2000, "unsupported_type"),
        (b"GIF89a" + b"\0" * 50, "unsupported_type"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "unsupported_type"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "unsupported_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported_type"),
        (b"%!PS-Adobe-3.0", "unsupported_type"),
        (b"x" * 2048 + papers.text_pdf(), "unsupported_type"),
        (b"%PDF-1.7 and nothing more", "damaged_pdf"),
        (papers.locked_pdf("secret"), "encrypted_pdf"),
        (papers.raw_pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>"}), "no_pages"),
        (papers.raw_pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"}), "damaged_pdf"),
        (papers.one_page_pdf(b"", box=b"[0 0 200000 200000]"), "page_too_large"),
        (papers.png_header(30_000, 30_000), "too_many_pixels"),
        (papers.png_header(16_000, 16_000), "too_many_pixels"),
        (papers.png_header(1, 1), "bad_dimensions"),
        (papers.png_header(1, 60_000), "bad_dimensions"),
        (papers.zip_of({"a.pdf": b"x"}), "nested_archive"),
    ],
)
def test_what_is_no_document_gets_its_code_and_a_sentence(put, data, code):
    path = put(data)
    with pytest.raises(InputError) as refused:
        pages_of(path)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


def test_too_many_pages_and_bytes_are_refused_by_number(put):
    path = put(papers.text_pdf(4))
    assert code_of(path, Limits(pages=3)) == "too_many_pages"
    assert code_of(path, Limits(file_bytes=1000)) == "too_large"


def test_junk_before_and_after_a_pdf_is_no_obstacle(put):
    assert len(pages_of(put(b"junk\n" * 100 + papers.text_pdf(2)))) == 2
    assert "trailing_data" in inspect(put(papers.text_pdf(2) + papers.zip_of({"a": b"b" * 3000}, zipfile.ZIP_STORED)), LIMITS).notes


def test_an_owner_password_alone_is_noted_and_no_obstacle(put):
    page = pages_of(put(papers.locked_pdf("")))[0]
    assert "restricted" in page.notes
    assert page.text_layer is not None


@pytest.mark.parametrize("box", [b"[595 842 0 0]", b"[0 0 14400 14400]"])
def test_odd_page_boxes_are_shown_within_the_limit(put, box):
    page = pages_of(put(papers.one_page_pdf(b"0 0 400 400 re f", box=box)))[0]
    assert page.image.shape[0] * page.image.shape[1] <= LIMITS.page_pixels * 1.02
    assert page.image.min() == 0


def test_a_count_that_lies_does_not_matter_or_is_refused(put):
    data = papers.one_page_pdf(b"0 0 9 9 re f").replace(b"/Count 1", b"/Count 9")
    path = put(data)
    try:
        pages = pages_of(path)
    except InputError as refused:
        pages = []
        code = refused.code
    assert len(pages) == 1 or code in {"page_count_mismatch", "damaged_pdf"}


def test_a_broken_cross_reference_table_is_repaired_and_noted(put):
    data = papers.text_pdf(2)
    at = data.rindex(b"startxref\n") + 10
    pages = pages_of(put(data[:at] + b"9" + data[at + 1 :]))
    assert [p.number for p in pages] == [1, 2]
    assert all("repaired" in p.notes for p in pages)


def test_a_repaired_file_whose_page_lost_its_content_is_refused(put):
    data = papers.one_page_pdf(b"0 0 400 400 re f").replace(b"4 0 obj", b"9 0 obj").replace(b"startxref\n", b"startxref\n9")
    assert code_of(put(data)) == "damaged_pdf"


def test_an_empty_sheet_in_a_sound_file_is_a_white_page(put):
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    sheet = papers.raw_pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>", 3: page})
    pages = pages_of(put(sheet))
    assert pages[0].image.min() == 255
    assert pages[0].notes == ()


def test_a_dynamic_form_of_adobe_is_refused(put):
    with pikepdf.open(put(papers.text_pdf(1), "plain")) as pdf:
        pdf.Root["/AcroForm"] = pikepdf.Dictionary(XFA=pikepdf.Stream(pdf, b"<xdp/>"), Fields=pikepdf.Array())
        assert code_of(put(papers.saved(pdf), "xfa")) == "xfa_unsupported"


def test_scripts_and_attachments_are_noted_and_nothing_else(put):
    with pikepdf.open(put(papers.text_pdf(1), "plain")) as pdf:
        pdf.Root["/OpenAction"] = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.attachments["a.txt"] = b"attached"
        path = put(papers.saved(pdf), "busy")
    assert {"javascript", "embedded_files"} <= set(inspect(path, LIMITS).notes)
    assert pages_of(path)[0].text_layer is not None


@pytest.mark.slow
def test_a_bomb_of_operators_costs_a_refusal_within_its_limits(put):
    operators = zlib.compress(b"0 0 9 9 re f\n" * 20_000_000, 9)
    start = time.monotonic()
    assert code_of(put(papers.one_page_pdf(operators, filter_=b"/Filter/FlateDecode")), TIGHT) in {"resource_limit", "damaged_pdf"}
    assert time.monotonic() - start < 60


@pytest.mark.slow
def test_forms_nested_ten_to_the_eleventh_cost_a_refusal_within_their_limits(put):
    start = time.monotonic()
    assert code_of(put(papers.nested_forms_pdf()), TIGHT) in {"resource_limit", "damaged_pdf"}
    assert time.monotonic() - start < 60


def test_a_zip_gives_its_files_under_names_of_ours(put, tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    members = {"a/scan.pdf": papers.text_pdf(), "b.png": b"not a png", "__MACOSX/x": b"x", "a/.DS_Store": b"x"}
    unpacked = unpack(put(papers.zip_of(members)), LIMITS, work)
    assert [u.name for u in unpacked] == ["a/scan.pdf", "b.png"]
    assert unpacked[0].path.read_bytes() == members["a/scan.pdf"]
    assert all(u.path.parent == work for u in unpacked)


def test_a_file_that_is_no_zip_is_its_own_only_member(put, tmp_path):
    path = put(papers.text_pdf())
    assert [u.path for u in unpack(path, LIMITS, tmp_path)] == [path]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (papers.zip_of({"../../etc/passwd": b"x"}), "unsafe_archive"),
        (papers.zip_of({"/etc/passwd": b"x"}), "unsafe_archive"),
        (papers.zip_of({"inner.zip": papers.zip_of({"a": b"b"})}), "nested_archive"),
        (papers.zip_of({"bomb": b"\0" * 60_000_000}), "archive_ratio"),
        (papers.zip_of({f"{n}": b"x" for n in range(1001)}), "archive_too_many_files"),
        (papers.zip_of({}), "empty_archive"),
        (papers.zip_of({"[Content_Types].xml": b"<x/>"}), "unsupported_type"),
        (papers.zip_of({"a.pdf": papers.text_pdf()})[:-30], "damaged_archive"),
    ],
)
def test_a_zip_that_breaks_a_limit_is_refused(put, tmp_path, data, code):
    with pytest.raises(InputError) as refused:
        unpack(put(data), LIMITS, tmp_path)
    assert refused.value.code == code


@pytest.mark.parametrize("level", [SandboxLevel.PROCESS, SandboxLevel.AUTO])
def test_every_level_of_the_sandbox_reads_the_same(put, level):
    assert active_level(level) in set(SandboxLevel) - {SandboxLevel.AUTO}
    pages = pages_of(put(papers.text_pdf(1)), Limits(sandbox=level))
    assert pages[0].text_layer is not None


@pytest.mark.parametrize(
    "call", ["socket.socket()", "os.kill(1, 0)", "os.fork()", "os.unlink('/tmp/x')", "os.execv('/bin/true', ['true'])"]
)
def test_a_reader_cannot_reach_the_network_other_processes_or_files(call):
    script = (
        "import os, socket\nfrom intake.seccomp import forbid_system_calls\nassert forbid_system_calls(may_start_programs=False)\n"
        f"try:\n    {call}\nexcept PermissionError:\n    os._exit(42)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=60).returncode == 42


@pytest.mark.parametrize("level", [SandboxLevel.PROCESS, SandboxLevel.AUTO])
def test_the_sandbox_dies_with_its_parent(put, level):
    path = put(papers.text_pdf(1))
    script = (
        "import sys, time, glob\nfrom pathlib import Path\nfrom intake import inspect\nfrom intake.limits import Limits\n"
        f"inspect(Path({str(path)!r}), Limits(sandbox={level.value!r}))\n"
        "print(*{p for f in glob.glob('/proc/self/task/*/children') for p in open(f).read().split()}, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    children = [int(pid) for pid in parent.stdout.readline().split()]
    assert children
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 10
    while time.monotonic() < until and any(_lives(pid) for pid in children):
        time.sleep(0.05)
    assert not any(_lives(pid) for pid in children)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
