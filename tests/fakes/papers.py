"""Small invented files of every kind the border meets, honest and hostile, made on the spot."""

from __future__ import annotations

import io
import zipfile
import zlib

import pikepdf
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

A4 = (595.0, 842.0)
LINES = [f"Riga {n}: il richiedente dichiara di abitare in via Roma {n}" for n in range(1, 21)]


def text_pdf(pages: int = 2, size: tuple[float, float] = A4, render_mode: int = 0) -> bytes:
    """A born-digital PDF: a heading with the page's number and twenty lines."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    for number in range(1, pages + 1):
        text = canvas.beginText(50, size[1] - 60)
        text.setFont("Helvetica", 11)
        text.setTextRenderMode(render_mode)
        for line in [f"Pagina {number}", *LINES]:
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def page_image(width: int = 827, height: int = 1169, mode: str = "L") -> Image.Image:
    """A white page with lines of print and a black corner at its top left."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((10, 10, 90, 60), fill=0)
    for n, line in enumerate(LINES):
        draw.text((60, 120 + 40 * n), line, fill=0)
    return image.convert(mode)


def scan_pdf(image: Image.Image, rotate: int = 0, over: bytes = b"", filter_: str = "jpeg") -> bytes:
    """A PDF whose page is that image (grey or RGB), turned by /Rotate, with more content drawn over it."""
    pdf = pikepdf.new()
    colour = pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB
    if filter_ == "jpeg":
        data = io.BytesIO()
        image.save(data, "JPEG", quality=95)
        stream = pikepdf.Stream(pdf, data.getvalue(), Filter=pikepdf.Name.DCTDecode)
    else:
        stream = pikepdf.Stream(pdf, zlib.compress(image.tobytes()), Filter=pikepdf.Name.FlateDecode)
    for key, value in (
        ("/Type", pikepdf.Name.XObject), ("/Subtype", pikepdf.Name.Image), ("/Width", image.width), ("/Height", image.height),
        ("/ColorSpace", colour), ("/BitsPerComponent", 8),
    ):  # fmt: skip
        stream[key] = value
    page = pdf.add_blank_page(page_size=A4)
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream), Font=pikepdf.Dictionary(F1=font))
    page.obj["/Contents"] = pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /Im0 Do Q\n" + over)
    page.obj["/Rotate"] = rotate
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """The bytes of a pikepdf document."""
    out = io.BytesIO()
    pdf.save(out, static_id=True, **options)
    return out.getvalue()


def locked_pdf(user: str, owner: str = "owner") -> bytes:
    """A PDF with a user password (empty: restrictions alone)."""
    with pikepdf.open(io.BytesIO(text_pdf())) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(user=user, owner=owner))


def form_pdf(value: str = "Verdi Giuseppe") -> bytes:
    """A page of text with one form field that is filled in."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for n, line in enumerate(LINES):
        canvas.drawString(50, 780 - 20 * n, line)
    canvas.acroForm.textfield(name="nome", value=value, x=50, y=300, width=300, height=24, forceBorder=True)
    canvas.save()
    return out.getvalue()


def raw_pdf(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A PDF of these object bodies with a correct cross-reference table."""
    out, offsets = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n"
    return bytes(out + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start))


def one_page_pdf(content: bytes, box: bytes = b"[0 0 595 842]", filter_: bytes = b"", more: dict[int, bytes] | None = None) -> bytes:
    """A PDF of one page with that content stream."""
    return raw_pdf({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox %s/Contents 4 0 R/Resources<</XObject<</F0 5 0 R>>>>>>" % box,
        4: b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filter_, content),
        5: b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream",
    } | (more or {}))  # fmt: skip


def nested_forms_pdf(depth: int = 11) -> bytes:
    """Ten forms that each draw the next ten times: 10^depth drawings from 3 KB."""
    forms = {}
    for level in range(depth):
        content = b"/F0 Do " * 10 if level < depth - 1 else b"0 0 9 9 re f"
        names = b"/Resources<</XObject<</F0 %d 0 R>>>>" % (6 + level) if level < depth - 1 else b""
        forms[5 + level] = b"<</Type/XObject/Subtype/Form/BBox[0 0 900 900]%s/Length %d>>stream\n%s\nendstream" % (
            names,
            len(content),
            content,
        )
    return one_page_pdf(b"/F0 Do", more=forms)


def as_bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    """The image in a file format of Pillow."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def zip_of(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with those members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has hardly any data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + b"\x08\0\0\0\0") + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
