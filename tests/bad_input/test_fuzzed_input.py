"""However good files are broken, the answer is a scenario or a message: never a traceback, a hang or a full memory.

``MOBSIM_FUZZ_SEED`` and ``MOBSIM_FUZZ_CHECKS`` choose others than the usual files, and more of them.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from fuzzing import KINDS, described, make

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="bounds on memory differ from system to system"
)
SECONDS_WITHOUT_A_WORD = 90.0
SEED = int(os.environ.get("MOBSIM_FUZZ_SEED", "11"))


def pass_on(lines, printed):
    """Hand over each line as it comes, and nothing at the end."""
    for line in lines:
        printed.put(line)
    printed.put("")


def run_some(seed, first, count, folder):
    """Check numbers in a process of its own; return what went wrong by number, and the number after the last one begun."""
    command = [
        sys.executable,
        str(Path(__file__).with_name("fuzzing.py")),
        str(seed),
        str(first),
        str(count),
        str(folder),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    printed: queue.Queue[str] = queue.Queue()
    threading.Thread(target=pass_on, args=(process.stdout, printed), daemon=True).start()
    wrong, at = {}, first
    try:
        while line := printed.get(timeout=SECONDS_WITHOUT_A_WORD):
            reported = json.loads(line)
            at = reported.get("begins", at)
            if "wrong" in reported:
                wrong[reported["number"]] = reported["wrong"]
    except queue.Empty:
        wrong[at] = f"no word for {SECONDS_WITHOUT_A_WORD} s"
    process.kill()
    if process.wait() != 0 and at not in wrong:
        wrong[at] = f"ended with {process.returncode}: {process.stderr.read()[-2_000:]}"
    return wrong, at + 1


def assert_all_end_well(seed, first, count, folder):
    wrong, at = {}, first
    while at < first + count:
        found, at = run_some(seed, at, first + count - at, folder / str(at))
        wrong |= found
    shown = [f"{wrong[number]}\n{described(seed, number)}" for number in sorted(wrong)[:5]]
    assert not wrong, (
        f"{len(wrong)} of {count} checks of seed {seed} ended badly: {sorted(wrong)[:50]}\n" + "\n\n".join(shown)
    )


def test_some_hundred_broken_files_get_an_answer(tmp_path):
    assert_all_end_well(SEED, 0, 300, tmp_path)


@pytest.mark.long
def test_ten_thousand_broken_files_get_an_answer(tmp_path):
    assert_all_end_well(SEED, 300, int(os.environ.get("MOBSIM_FUZZ_CHECKS", "12000")), tmp_path)


def test_files_are_made_again_from_seed_and_number_and_every_kind_is_broken_in_many_ways():
    some = [make(SEED, number) for number in range(40 * len(KINDS))]
    assert some == [make(SEED, number) for number in range(40 * len(KINDS))]
    for kind in KINDS:
        texts = {made.files[made.checked] for made in some if made.kind == kind}
        assert len(texts) > 20, kind
