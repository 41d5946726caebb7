"""Find a browser on this machine, and folders that it may read."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

SNAPS = Path("/snap/bin")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
"""What Chromium, Chrome and Edge are called where they lie on the PATH."""
_MACS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")


def find_chromium() -> str | None:
    """Return the path of Chromium, Chrome or Edge, whichever is found first; ``None`` where there is none."""
    on_path = (shutil.which(name) for name in NAMES)
    return next((each for each in (*on_path, *map(str, _applications())) if each and Path(each).is_file()), None)


def _applications() -> list[Path]:
    """List where these browsers lie on systems that put applications on no PATH."""
    if sys.platform == "darwin":
        return [Path("/Applications") / each for each in _MACS]
    roots = [os.environ.get(each) for each in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    return [Path(root) / each for root in roots if root for each in _WINDOWS]


def folders_for_browsers() -> list[Path]:
    """List where files for a browser may lie: those that come as snaps read no temporary files, but some of the home folder."""
    usual = Path(tempfile.gettempdir())
    return [Path.home(), usual] if SNAPS.is_dir() else [usual]
