"""Compile the kernels once, before the workers of a parallel test run would each compile them."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and config.getoption("numprocesses", default=None):
        from mobsim.model import Model
        from mobsim.scenario.synthetic import village

        print("compiling the kernels, once", flush=True)
        Model(village(neighbourhoods=2, residents=120)).run_days(28)
