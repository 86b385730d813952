"""The fonts of the samples: found on this machine, registered once with ReportLab.

Debian packages give a base (`FONT_PACKAGES`); `python -m samples.fetch_fonts` adds free fonts from npm `@fontsource/*`
packages to a local cache (`CACHE`, never committed). Without the cache the samples are still made, in fewer hands and faces.
Which faces exist on the machine changes the drawn documents, not the values in them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

CACHE = Path(os.environ.get("SPUNTA_FONT_CACHE", Path.home() / ".cache" / "spunta" / "fonts"))
DEBIAN = Path("/usr/share/fonts/truetype")

FONT_PACKAGES = (
    "fonts-liberation",
    "fonts-dejavu-core",
    "fonts-dejavu-extra",
    "fonts-dkg-handwriting",
    "fonts-breip",
    "fonts-femkeklaver",
    "fonts-rufscript",
    "fonts-ecolier-court",
    "fonts-sjfonts",
    "fonts-kristi",
    "fonts-humor-sans",
    "fonts-klee",
)

PROBE = "AZaz09àèéìòùÀÈ€.,/@'-"
"""Characters a face must have to write Italian."""


@dataclass(frozen=True, slots=True)
class Face:
    """One typeface: registered names of its regular, bold and italic cuts (the regular one where a cut is missing)."""

    regular: str
    bold: str
    italic: str


_DEBIAN_PRINT = {
    "liberation-sans": ("liberation/LiberationSans-Regular", "liberation/LiberationSans-Bold", "liberation/LiberationSans-Italic"),
    "liberation-serif": ("liberation/LiberationSerif-Regular", "liberation/LiberationSerif-Bold", "liberation/LiberationSerif-Italic"),
    "liberation-narrow": (
        "liberation/LiberationSansNarrow-Regular",
        "liberation/LiberationSansNarrow-Bold",
        "liberation/LiberationSansNarrow-Italic",
    ),
    "dejavu-sans": ("dejavu/DejaVuSans", "dejavu/DejaVuSans-Bold", "dejavu/DejaVuSans-Oblique"),
    "dejavu-condensed": ("dejavu/DejaVuSansCondensed", "dejavu/DejaVuSansCondensed-Bold", "dejavu/DejaVuSansCondensed-Oblique"),
    "dejavu-serif": ("dejavu/DejaVuSerif", "dejavu/DejaVuSerif-Bold", "dejavu/DejaVuSerif-Italic"),
}
_DEBIAN_TYPEWRITER = {
    "liberation-mono": ("liberation/LiberationMono-Regular", "liberation/LiberationMono-Bold", "liberation/LiberationMono-Italic"),
    "dejavu-mono": ("dejavu/DejaVuSansMono", "dejavu/DejaVuSansMono-Bold", "dejavu/DejaVuSansMono-Oblique"),
}
_DEBIAN_HAND = {
    "dkg": "fifthhorseman/dkg",
    "breip": "breip/Breip",
    "femkeklaver": "femkeklaver/femkeklaver",
    "rufscript": "rufscript/Rufscript010",
    "ecolier": "ecolier-court/Ecolier-court",
    "delphine": "sjfonts/Delphine",
    "stevehand": "sjfonts/SteveHand",
    "kristi": "kristi/Kristi",
    "humor": "humor-sans/Humor-Sans",
    "klee": "klee/KleeOne-Regular",
}

PRINT_FAMILIES = (
    "open-sans",
    "roboto",
    "lora",
    "merriweather",
    "source-serif-4",
    "lato",
    "pt-serif",
    "ibm-plex-sans",
    "ibm-plex-serif",
    "work-sans",
    "libre-baskerville",
    "roboto-condensed",
    "titillium-web",
    "eb-garamond",
    "noto-sans",
    "montserrat",
    "public-sans",
    "crimson-text",
    "arimo",
    "tinos",
    "barlow-semi-condensed",
    "nunito-sans",
)
TYPEWRITER_FAMILIES = ("courier-prime", "special-elite", "cutive-mono", "ibm-plex-mono", "anonymous-pro", "inconsolata")
HAND_FAMILIES = (
    "caveat",
    "kalam",
    "indie-flower",
    "shadows-into-light",
    "patrick-hand",
    "gloria-hallelujah",
    "nanum-pen-script",
    "reenie-beanie",
    "homemade-apple",
    "handlee",
    "architects-daughter",
    "covered-by-your-grace",
    "rock-salt",
    "coming-soon",
    "schoolbell",
    "neucha",
    "just-another-hand",
    "gaegu",
    "short-stack",
    "sue-ellen-francisco",
    "over-the-rainbow",
    "nothing-you-could-do",
    "crafty-girls",
    "the-girl-next-door",
    "walter-turncoat",
    "waiting-for-the-sunrise",
    "loved-by-the-king",
    "cedarville-cursive",
    "dekko",
    "just-me-again-down-here",
    "sriracha",
    "give-you-glory",
    "delius",
    "annie-use-your-telescope",
    "caveat-brush",
    "swanky-and-moo-moo",
    "la-belle-aurore",
    "zeyada",
    "mansalva",
    "nanum-brush-script",
)
SCRIPT_FAMILIES = (
    "mr-dafoe",
    "sacramento",
    "allura",
    "herr-von-muellerhoff",
    "mrs-saint-delafield",
    "alex-brush",
    "qwigley",
    "great-vibes",
)
"""Signatures only: joined-up hands that nobody fills a form with."""

HELD_OUT_EVERY = 4
"""One face in this many is kept for the held-out split."""


def _register(name: str, path: Path) -> str | None:
    """The name once `path` is registered under it; None when the file is missing, broken or lacks Italian characters."""
    if name in pdfmetrics.getRegisteredFontNames():
        return name
    if not path.is_file():
        return None
    try:
        font = TTFont(name, str(path))
    except (TTFError, KeyError):
        return None
    if any(ord(char) not in font.face.charToGlyph for char in PROBE):
        return None
    pdfmetrics.registerFont(font)
    return name


def _face(name: str, regular: Path, bold: Path, italic: Path) -> Face | None:
    base = _register(name, regular)
    if base is None:
        return None
    return Face(base, _register(f"{name}-bold", bold) or base, _register(f"{name}-italic", italic) or base)


def _faces(debian: dict[str, tuple[str, str, str]], families: tuple[str, ...]) -> dict[str, Face]:
    found: dict[str, Face] = {}
    for name, cuts in debian.items():
        face = _face(name, *(DEBIAN / f"{cut}.ttf" for cut in cuts))
        if face:
            found[name] = face
    for name in families:
        face = _face(name, CACHE / f"{name}.ttf", CACHE / f"{name}-bold.ttf", CACHE / f"{name}-italic.ttf")
        if face:
            found[name] = face
    if not found:
        raise RuntimeError(f"no font found: install {' '.join(FONT_PACKAGES)}")
    return found


@cache
def print_faces() -> dict[str, Face]:
    """Faces of printed forms and prose, by name."""
    return _faces(_DEBIAN_PRINT, PRINT_FAMILIES)


@cache
def typewriter_faces() -> dict[str, Face]:
    """Fixed-pitch faces, by name."""
    return _faces(_DEBIAN_TYPEWRITER, TYPEWRITER_FAMILIES)


def hand_font_files() -> dict[str, Path]:
    """Where each handwriting font would be on this machine."""
    return {name: DEBIAN / f"{file}.ttf" for name, file in _DEBIAN_HAND.items()} | {name: CACHE / f"{name}.ttf" for name in HAND_FAMILIES}


@cache
def hand_fonts() -> dict[str, str]:
    """Registered names of the handwriting fonts; Debian's alone where the cache is absent."""
    found = {name: registered for name, path in hand_font_files().items() if (registered := _register(f"hand-{name}", path))}
    if not found:
        raise RuntimeError(f"no handwriting font found: install {' '.join(FONT_PACKAGES)}, or run `python -m samples.fetch_fonts`")
    return found


@cache
def script_fonts() -> dict[str, str]:
    """Registered names of the joined-up fonts for signatures; handwriting fonts where none is installed."""
    paths = {name: CACHE / f"{name}.ttf" for name in SCRIPT_FAMILIES}
    found = {name: registered for name, path in paths.items() if (registered := _register(f"script-{name}", path))}
    return found or hand_fonts()


def has_cache() -> bool:
    """Whether the npm fonts are in the cache."""
    return any(CACHE.glob("*.ttf"))
