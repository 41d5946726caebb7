"""A command that mobsim prints can be pasted, whatever the folder is called."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli_processes import environment
from sweep_files import write_experiment

from mobsim import load_scenario
from mobsim.experiment.compare import declare
from mobsim.experiment.sweep.reading import read_experiment
from mobsim.store import PlannedRun

AWKWARD = ("a town's $HOME; (draft) & more", "two  spaces")


def pasted(line, folder):
    """Run a line in a shell that finds mobsim as a user's does."""
    found = Path(sys.executable).parent
    return subprocess.run(
        ["sh", "-c", line], cwd=folder, capture_output=True, text=True, check=False,
        env=environment(PATH=f"{found}:/usr/bin:/bin"), timeout=300,
    )  # fmt: skip


@pytest.mark.long
def test_the_command_after_a_sweep(tmp_path):
    folder = tmp_path / AWKWARD[0]
    write_experiment(folder)
    swept = pasted(f'mobsim sweep two.toml --workers 1 --seeds 2 --out "$PWD/{AWKWARD[1]}"', folder)
    assert swept.returncode == 0, swept.stderr
    printed = re.search(r"Look at them with: (mobsim analyse .*)", swept.stdout)[1]
    looked = pasted(printed, tmp_path)
    assert looked.returncode == 0, looked.stderr
    assert (folder / AWKWARD[1] / "analysis" / "effects.csv").is_file()


@pytest.mark.long
@pytest.mark.parametrize("command", ["sweep", "compare"])
def test_the_command_that_repeats_a_run(tmp_path, command):
    folder = tmp_path / AWKWARD[0]
    file = write_experiment(folder)
    if command == "sweep":
        study, planned = read_experiment(file).study(), PlannedRun(1, {}, 3)
    else:
        study, planned = (
            declare(load_scenario(folder / "hamlet.toml"), ["status_quo", "full_model"]).study,
            PlannedRun(1, {"strategy": "full_model"}, 3),
        )
    done = pasted(study.replay(planned), tmp_path)
    assert done.returncode == 0, done.stderr
    assert "harm" in done.stdout.lower()
