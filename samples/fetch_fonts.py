"""Brings free fonts from npm's `@fontsource/*` packages into the local cache: `python -m samples.fetch_fonts`.

Needs `npm` on the path and fontTools (extra `samples`). All families named in samples/fonts.py are OFL or Apache licensed;
each package's LICENSE is kept beside its fonts. Already present families are left alone.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont

from samples.fonts import CACHE, FONT_PACKAGES, HAND_FAMILIES, PRINT_FAMILIES, SCRIPT_FAMILIES, TYPEWRITER_FAMILIES

CUTS = {"": "400-normal", "-bold": "700-normal", "-italic": "400-italic"}


def convert(woff: Path, ttf: Path) -> None:
    """Unpacks a WOFF file into a TrueType file."""
    font = TTFont(woff)
    font.flavor = None
    font.save(ttf)


def fetch(family: str, cuts: dict[str, str]) -> list[str]:
    """The cuts of `family` that are now in the cache."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["npm", "pack", "--silent", f"@fontsource/{family}"], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"npm pack @fontsource/{family}: {done.stderr.strip()[-200:]}")
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            archive.extractall(folder, filter="data")
        package = Path(folder) / "package"
        found = []
        for suffix, cut in cuts.items():
            woff = package / "files" / f"{family}-latin-{cut}.woff"
            if woff.is_file():
                convert(woff, CACHE / f"{family}{suffix}.ttf")
                found.append(cut)
        (CACHE / f"{family}.LICENSE").write_bytes((package / "LICENSE").read_bytes())
    return found


def main() -> int:
    """Fetches what is missing; 1 when a family could not be had."""
    CACHE.mkdir(parents=True, exist_ok=True)
    print(f"fonts go to {CACHE}; from Debian, install: {' '.join(FONT_PACKAGES)}")
    wanted = dict.fromkeys(PRINT_FAMILIES + TYPEWRITER_FAMILIES, CUTS)
    wanted |= {family: {"": "400-normal"} for family in HAND_FAMILIES + SCRIPT_FAMILIES}
    failed = []
    for family, cuts in wanted.items():
        if (CACHE / f"{family}.ttf").is_file():
            continue
        try:
            print(family, *fetch(family, cuts))
        except (RuntimeError, OSError) as error:
            failed.append(family)
            print(f"{family}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
