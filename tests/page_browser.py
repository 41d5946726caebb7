"""A real browser that visits the page: what tests of the page share."""

import contextlib
import time

import pytest
from page_town import patience

from mobsim.tools.browsers import find_chromium

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

BROWSER = find_chromium()
WITHOUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",  # pages of its own for each window: half its work
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning",
)  # fmt: skip
"""Features of the browser that are switched off; the later lines are those that Playwright itself switches off."""
OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--disable-features={','.join(WITHOUT)}",
)  # fmt: skip
SIZES = {
    "phone": (390, 844),
    "projector": (1280, 720),
    "laptop": (1536, 864),
    "tablet": (820, 1180),
    "wall": (1920, 1080),
}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
FIRST_PICTURE = 120.0
"""Seconds that the first page of a server may take: on a new machine the compiler comes first."""
EXPECTED = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION", "WebSocket", "status of 422")
"""Errors that a test may bring about."""


@contextlib.contextmanager
def launched():
    """Start the browser."""
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=BROWSER, args=list(OPTIONS))
        yield opened
        opened.close()


@contextlib.contextmanager
def visiting(browser, served):
    """Open pages of a server; nothing may go wrong in their console, nothing may leave this machine."""
    contexts, wrong, asked, visited = [], [], [], [served]

    def open_page(size="projector", language="en-CA", context=None, served=served, **further):
        visited.append(served)
        width, height = SIZES[size]
        if context is None:
            context = browser.new_context(viewport={"width": width, "height": height}, locale=language, **further)
            context.set_default_timeout(patience(30.0) * 1000)
            contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        page.goto(served.address)
        until(page, "globalThis.mobsim?.state.history?.last >= 0", FIRST_PICTURE)
        return page

    open_page.servers = visited
    yield open_page
    for context in contexts:
        context.close()
    time.sleep(0.2)
    own = [start for each in visited for start in (each.address, f"ws://127.0.0.1:{each.port}/")]
    assert [url for url in asked if not url.startswith((*own, "blob:", "data:"))] == []
    assert not (unexpected := [text for text in wrong if not any(part in text for part in EXPECTED)]), unexpected


def until(page, wanted, seconds=40.0):
    """Wait until an expression holds in the page, of which parts may not be there yet; its policy forbids waiting inside."""
    end = time.monotonic() + patience(seconds)
    while not page.evaluate(f"(() => {{ try {{ return Boolean({wanted}); }} catch {{ return false; }} }})()"):
        assert time.monotonic() < end, wanted
        page.wait_for_timeout(40)


def value(page, expression):
    return page.evaluate(expression)


def run_until(page, day):
    """Run to a day at full speed."""
    page.select_option("#speed", "400")
    page.evaluate(f"mobsim.parts.Transport.run({day} - mobsim.state.frame?.day)")
    until(page, f"mobsim.state.frame?.day >= {day} && !mobsim.state.frame?.playing")


def without_violation(page, what):
    # At the end of a page that scrolls, nothing lies by chance half beneath the bar that stays in sight.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    found = axe.Axe().run(page, options=WCAG).response["violations"]
    reported = [(each["id"], [node["target"] for node in each["nodes"]][:4], each["help"]) for each in found]
    assert reported == [], (what, reported)
