"""Compile the kernels once, before the workers of a parallel test run would each compile them; give long tests time."""

import os
from collections.abc import Generator

import numpy  # noqa: F401, so that its algebra library is there to be limited
import pytest
from hypothesis import settings
from threadpoolctl import threadpool_limits

SECONDS_OF_LONG_TESTS = 3600
SECONDS_OF_OTHERS = 15
"""Of the processor's time; who takes more is named at the end, for all tests together may take five minutes."""
TOOK = "processor's seconds"


# No example fails for its time: how long things take is measured by benchmarks, and a machine may do other work beside.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    # As in a fit: matrices here are small, and threads of the algebra library cost them four fifths of their time.
    threadpool_limits(1, user_api="blas")
    if not hasattr(config, "workerinput") and config.getoption("numprocesses", default=None):
        from mobsim.engine.model import Model
        from mobsim.scenario.synthetic import village

        print("compiling the kernels, once", flush=True)
        Model(village(neighbourhoods=2, residents=120)).run_days(28)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.timeout(SECONDS_OF_LONG_TESTS))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    before = sum(os.times()[:4])
    try:
        return (yield)
    finally:
        item.user_properties.append((TOOK, sum(os.times()[:4]) - before))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        took = dict(report.user_properties).get(TOOK, 0.0)
        if took > SECONDS_OF_OTHERS and "long" not in report.keywords:
            terminalreporter.line(f"{report.nodeid}: {took:.0f} s of processor time; make it quicker, or mark it long")


@pytest.fixture(scope="module")
def browser():
    """A real browser; without one on the machine, tests that need it are skipped and say so."""
    from page_browser import BROWSER, launched

    if BROWSER is None:
        pytest.skip("no chromium on this machine (apt-get install chromium)")
    with launched() as opened:
        yield opened


@pytest.fixture(scope="module")
def small_town(tmp_path_factory):
    """The folder of a small town, for a server of the page."""
    from page_town import write_town

    return str(write_town(tmp_path_factory.mktemp("town")).parent)


@pytest.fixture(scope="module")
def open_page(browser, served):
    """Open pages that several tests of a module look at, one after the other: each costs as much as a simulated decade."""
    from page_browser import visiting

    with visiting(browser, served) as opened:
        yield opened


@pytest.fixture
def visit(browser, served):
    """Open pages of the server of a module of tests, called ``served`` there."""
    from page_browser import visiting

    with visiting(browser, served) as open_page:
        yield open_page
