"""Take the pictures of the facilitator's guide from the page itself: ``python docs/page_pictures.py``."""

import subprocess
import sys
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from mobsim.tools.browsers import find_chromium

IMAGES = Path(__file__).parent / "images"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Start the page on Columbus, run a year with a decision and an event, and take each picture."""
    command = [sys.executable, "-m", "mobsim", "app", "columbus", "--port", "0", "--no-browser"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        address = server.stderr.readline().split("at ")[1].split(" ")[0]
        with sync_playwright() as playing:
            browser = playing.chromium.launch(executable_path=find_chromium(), args=OPTIONS)
            page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="en-CA")
            page.goto(address)
            save_all(page)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def save_all(page: Page) -> None:
    """Lead the page from state to state."""
    until(page, "globalThis.mobsim?.state.history?.last >= 0")
    page.select_option("#speed", "400")
    run_until(page, 26 * 7)
    page.click("#for-ab")
    page.click("#event-police_misconduct")
    run_until(page, 60 * 7)
    until(page, "mobsim.state.history.luck.reached(10) >= 60")
    page.click("#for-b")
    save_picture(page, "page-towns")
    page.select_option("#measure", "trust")
    page.click("#tab-story")
    save_picture(page, "page-account")
    page.click("#tab-table")
    page.click("#view-leaders")
    save_picture(page, "page-leaders")
    page.click("#view-towns")
    page.evaluate("mobsim.enter(36)")
    until(page, "mobsim.parts.Closeup.views[0].feelings")
    page.click("#next-b")
    until(page, "mobsim.state.described")
    save_picture(page, "page-closer")
    page.evaluate("mobsim.enter(null)")
    exercise(page)


def exercise(page: Page) -> None:
    """Hold the fifth exercise."""
    page.click("#open-exercises")
    save_picture(page, "page-exercises")
    page.click("[id^='exercise-5']")
    until(page, "mobsim.state.frame?.day === 0 && mobsim.state.history.last === 0")
    page.click("#exercise-next")
    page.click("#panel-exercise button >> nth=0")
    page.click("#exercise-next")
    until(page, "mobsim.state.frame.day === 728 && !mobsim.state.frame.playing")
    until(page, "mobsim.state.history.luck.reached(10) >= 104")
    page.click("#exercise-next")
    save_picture(page, "page-reveal")
    decide_then(page)


def decide_then(page: Page) -> None:
    """Let a third town take up engagement in the week of the scandal."""
    page.click("#exercise-next")
    page.evaluate("mobsim.look(26)")
    page.click("#what-if")
    page.click("#branch-go")
    until(page, "mobsim.state.history.branch")
    page.click("#tab-decide")
    page.select_option("#preset", "engagement_only")
    until(page, "mobsim.state.frame.levers[2].information_sharing === 0.5")
    page.click("#play")
    until(page, "mobsim.state.frame.branch.day === 728 && !mobsim.state.frame.playing")
    until(page, "mobsim.state.history.luck.reached(10) >= 104")
    save_picture(page, "page-what-if")


def run_until(page: Page, day: int) -> None:
    """Run to a day."""
    page.evaluate(f"mobsim.parts.Transport.run({day} - mobsim.state.frame.day)")
    until(page, f"mobsim.state.frame.day >= {day} && !mobsim.state.frame.playing")


def until(page: Page, wanted: str) -> None:
    """Wait until an expression holds in the page."""
    end = time.monotonic() + 600
    while not page.evaluate(f"Boolean({wanted})") and time.monotonic() < end:
        page.wait_for_timeout(100)


def save_picture(page: Page, name: str) -> None:
    """Take one picture."""
    page.wait_for_timeout(400)
    file = IMAGES / f"{name}.png"
    page.screenshot(path=file)
    Image.open(file).convert("RGB").quantize(200).save(file, optimize=True)


if __name__ == "__main__":
    main()
