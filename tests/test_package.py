"""The package: cheap to import, and honest about its names."""

import subprocess
import sys

import pytest

import mobsim

IMPORTED = "import time; start = time.process_time(); import mobsim; print(time.process_time() - start)"


def test_importing_mobsim_costs_next_to_nothing():
    # Seconds of the processor, of which a busy machine takes hardly more.
    runs = [subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, check=True) for _ in range(5)]
    assert min(float(run.stdout) for run in runs) < 0.03


def test_importing_mobsim_loads_no_heavy_package():
    heavy = "import sys, mobsim; print(*sorted({'numpy', 'numba', 'mesa', 'pandas', 'pydantic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", heavy], capture_output=True, check=True).stdout.split() == []


def test_every_public_name_is_one_that_can_be_loaded():
    assert set(mobsim.__all__) == set(mobsim._LAZY)
    assert set(mobsim.__all__) <= set(dir(mobsim))


def test_an_unknown_name_is_an_ordinary_attribute_error():
    with pytest.raises(AttributeError, match="Modle"):
        _ = mobsim.Modle
