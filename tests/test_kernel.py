"""Kernels: compiled once, compiled anew whenever any source changed, and the same on any number of threads."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from kernel_package import CALLEE, answer, lay_out

from mobsim.tools import draws, kernel
from mobsim.tools.prefetching import prefetch


@kernel.kernel
def draw_rows(key, first, last, out):
    for row in range(first, last):
        out[row] = draws.normal(draws.uniform(key, 5, row, 1))


@kernel.kernel(parallel=True)
def draw_rows_in_parallel(key, out):
    for row in kernel.prange(out.size):
        out[row] = draws.normal(draws.uniform(key, 5, row, 1))


@kernel.kernel
def add_up_what_is_fetched(numbers, order):
    total = 0.0
    for place in range(order.size):
        prefetch(numbers, order[min(place + 2, order.size - 1)])
        total += numbers[order[place]]
    return total


@pytest.fixture
def copied(tmp_path):
    return lay_out(tmp_path)


def test_an_edit_to_a_called_kernel_in_another_file_is_never_missed(copied):
    value, before, hits = answer(copied)
    assert (value, hits) == (41, 0)
    assert before.parent == copied.parent / "cache" / "mobsim"
    assert answer(copied) == (41, before, 1)
    (copied / "callee.py").write_text(CALLEE.format(factor=3))
    value, after, hits = answer(copied)
    assert (value, hits) == (61, 0)
    assert after != before


def test_a_cache_folder_chosen_by_the_user_is_kept(copied, tmp_path):
    chosen = tmp_path / "chosen"
    value, folder, _ = answer(copied, NUMBA_CACHE_DIR=str(chosen))
    assert value == 41
    assert folder.parent == chosen
    assert list(folder.rglob("*.nbi"))


def test_kernels_still_run_where_the_cache_folder_cannot_be_made(copied, tmp_path):
    blocked = tmp_path / "file"
    blocked.touch()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    value, folder, _ = answer(copied, XDG_CACHE_HOME=str(blocked), TMPDIR=str(temporary))
    assert value == 41
    assert folder.is_relative_to(temporary)


def test_without_the_compiler_the_draws_are_the_same():
    program = (
        "import warnings; warnings.simplefilter('error')\n"
        "from mobsim.tools import draws, kernel\n"
        "assert not kernel.COMPILED\n"
        "u = draws.uniform(draws.keys_for(7)[0], -3, 12, 2)\n"
        "print(float(u), draws.normal(u), draws.poisson(4.0, u), draws.exponential(u))"
    )
    environment = os.environ | {"MOBSIM_NO_JIT": "1"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    u = draws.uniform(draws.keys_for(7)[0], -3, 12, 2)
    compiled = [u, draws.normal(u), draws.poisson(4.0, u), draws.exponential(u)]
    assert [float(number) for number in done.stdout.split()] == pytest.approx(compiled, rel=1e-15)


@pytest.mark.parametrize("change", ["edit", "add", "rename", "deepen"])
def test_the_fingerprint_follows_every_source(copied, change):
    before = kernel.fingerprint(copied)
    assert kernel.fingerprint(copied) == before
    source = copied / "callee.py"
    if change == "edit":
        source.write_text(source.read_text().replace("2", "3"))
    elif change == "add":
        (copied / "new.py").touch()
    elif change == "rename":
        source.rename(copied / "renamed.py")
    else:
        (copied / "rules").mkdir()
        source.rename(copied / "rules" / "callee.py")
    assert kernel.fingerprint(copied) != before


def test_the_fingerprint_is_quick_enough_for_every_start():
    # By ratio, with turns taken in the same moments: seconds would measure the machine.
    sources = [path.read_bytes for path in kernel.PACKAGE.rglob("*.py")]

    def seconds(work):
        start = time.process_time()
        work()
        return time.process_time() - start

    turns = [(seconds(kernel.fingerprint), seconds(lambda: [read() for read in sources])) for _ in range(20)]
    fingerprint, reading = (min(times) for times in zip(*turns, strict=True))
    assert fingerprint < reading, "a fingerprint costs less than reading every file of the package"


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_any_number_of_threads_gives_the_same_bytes(threads):
    key, rows = draws.keys_for(3)[0], 40_000
    alone, shared = np.empty(rows), np.empty(rows)
    draw_rows(key, 0, rows, alone)
    edges = np.linspace(0, rows, 9).astype(int)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda i: draw_rows(key, edges[i], edges[i + 1], shared), reversed(range(8))))
    assert shared.tobytes() == alone.tobytes()


def test_a_parallel_loop_gives_the_same_bytes_as_a_serial_one():
    key, rows = draws.keys_for(3)[0], 40_000
    serial, parallel = np.empty(rows), np.empty(rows)
    draw_rows(key, 0, rows, serial)
    draw_rows_in_parallel(key, parallel)
    assert parallel.tobytes() == serial.tobytes()


def test_dividing_by_zero_in_a_kernel_gives_what_numpy_gives():
    assert divide(1.0, 0.0) == np.inf
    assert np.isnan(divide(0.0, 0.0))


@kernel.kernel
def divide(a, b):
    return a / b


def test_fetching_ahead_changes_nothing():
    numbers, order = np.random.default_rng(1).random(1000), np.random.default_rng(2).permutation(1000).astype(np.int32)
    before = numbers.tobytes()
    assert add_up_what_is_fetched(numbers, order) == sum(numbers[order].tolist())
    assert numbers.tobytes() == before
