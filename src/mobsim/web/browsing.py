"""Open the page in the browser without showing its secret to other users of the machine."""

import contextlib
import tempfile
import webbrowser
from html import escape
from pathlib import Path

from mobsim.tools.browsers import folders_for_browsers

FORWARD = """<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={address}">
<title>mobsim</title>
<p><a href="{address}">Open the page of mobsim</a></p>
"""


def open_in_browser(address: str) -> Path | None:
    """Open an address through a file that only this user can read; return the file, to be removed at the end.

    Other users see the command line of every program that is started, so the address must not stand in the browser's.
    """
    for folder in folders_for_browsers():
        with contextlib.suppress(OSError):
            forwarding = _write(address, folder)
            with contextlib.suppress(webbrowser.Error):
                webbrowser.open(forwarding.as_uri())
            return forwarding
    return None  # the address is printed, too


def _write(address: str, folder: Path) -> Path:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="mobsim-", suffix=".html", dir=folder, delete=False
    ) as file:
        file.write(FORWARD.format(address=escape(address)))
    return Path(file.name)
