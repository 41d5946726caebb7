"""Print a page as PDF by the browser of this machine, as its reader would by hand."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path

from mobsim.errors import UsageError
from mobsim.store import unwritable
from mobsim.store.atomic import write_file
from mobsim.tools.browsers import find_chromium, folders_for_browsers

SECONDS = 600.0
"""How long a browser may take: some seconds of work, but of a machine that may be busy with simulations."""
OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no address is found, of a name or in figures
    "--no-pdf-header-footer",
    "--print-to-pdf-no-header",  # the same, up to Chromium 111
)
REMEDY = "open {page} in any browser and print it from there, or install Chromium, Chrome or Edge"


def print_page(page: Path) -> Path:
    """Print a page of HTML as a PDF beside it, by the Chromium, Chrome or Edge of this machine.

    The browser has a profile of its own for as long as it prints, and no network. The PDF is there whole or not at all.

    Parameters
    ----------
    page : Path
        The page; the PDF has its name with ``.pdf`` at the end.

    Returns
    -------
    Path
        The PDF.

    Raises
    ------
    UsageError
        If this machine has no such browser, or it does not print, or the PDF cannot be written.
    """
    browser = find_chromium()
    if browser is None:
        raise _refused("finds no Chromium, Chrome or Edge on this machine", page)
    out = page.with_suffix(".pdf")
    with _workplace(page) as folder:
        printed = _print(browser, folder, page)
        try:
            write_file(out, lambda unfinished: _copy(printed, unfinished))
        except OSError as error:
            raise unwritable(out, error) from None
    return out


def _print(browser: str, folder: Path, page: Path) -> Path:
    """Let the browser print a copy of the page in a folder that it can read, and return the PDF there."""
    copy, printed, told = folder / "page.html", folder / "page.pdf", folder / "told.txt"
    _copy(page, copy)
    # A browser that the system's administrator starts, as in a container, refuses to work in its sandbox.
    alone = ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()
    places = (f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={printed}", copy.as_uri())
    with told.open("wb") as file:
        try:
            subprocess.run((browser, *OPTIONS, *alone, *places), stdout=file, stderr=file, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise _refused(f"got no PDF from {browser} within {SECONDS:g} seconds", page) from None
        except OSError as error:
            raise _refused(f"cannot start {browser} ({error.strerror or error})", page) from None
    if not printed.is_file() or not printed.stat().st_size:
        lines = told.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise _refused(f"got no PDF from {browser}{f' ({lines[-1]})' if lines else ''}", page)
    return printed


@contextlib.contextmanager
def _workplace(page: Path) -> Generator[Path]:
    """Make a folder that is the user's alone and that the browser can read, for as long as it prints."""
    for place in folders_for_browsers():
        try:
            folder = Path(tempfile.mkdtemp(prefix="mobsim-", dir=place))
        except OSError:
            continue
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    raise _refused("finds no folder for the browser's files", page)


def _copy(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())


def _refused(problem: str, page: Path) -> UsageError:
    return UsageError(problem, field="--pdf", remedy=REMEDY.format(page=page))
