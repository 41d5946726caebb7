"""What a second person does with an archive: unpack it, install the program, have rows again, by the lines of its README alone.

Nothing of mobsim is imported: ``python second_person.py ARCHIVE PLACE RUN...``. With ``LIBRARIES`` in the environment, a folder
of installed packages stands in for the registry.
"""

import csv
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path


def main(archive: str, place: str, *runs: str) -> None:
    """Unpack, install, and hold each run against its row in ``data/runs.csv``."""
    home = Path(place)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(home)
    blocks = re.findall(r"```sh\n(.*?)```", (home / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    install = next(block for block in blocks if "pip install" in block)
    repeat = next(block for block in blocks if "results" in block and "--replay N" in block).strip()
    activate = next(line for line in install.splitlines() if "activate" in line)
    shell(install, home)
    libraries = os.environ.get("LIBRARIES")
    if libraries:
        packages = next((home / "environment").glob("lib/python*/site-packages"))
        (packages / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    where = shell(f"{activate}\ncd data\npython -c 'import mobsim; print(mobsim.__file__)'", home).strip()
    assert Path(where).resolve().is_relative_to((home / "environment").resolve()), where
    with (home / "data" / "runs.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["run_id"]: row for row in csv.DictReader(file)}
    for run in runs:
        printed = shell(f"{activate}\n{repeat.replace('--replay N', f'--replay {run}')}", home)
        again = dict(line.split(" = ", 1) for line in printed.splitlines() if " = " in line)
        differing = [name for name, text in rows[run].items() if not same(text, again.get(name, "not there"))]
        assert not differing, f"run {run} differs in {differing}"
        print(f"run {run}: {len(rows[run])} figures, the same to the last digit", flush=True)


def same(text: str, again: str) -> bool:
    """Whether two texts are of the same number or word; nothing is what is not a number."""
    if not text:
        return again in ("None", "nan", "")
    try:
        return float(text) == float(again)
    except ValueError:
        return text == again


def shell(lines: str, home: Path) -> str:
    """Give lines to a shell, and return what they print."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if os.environ.get("LIBRARIES"):
        clean |= {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1"}
    return subprocess.run(
        ["sh", "-e", "-c", lines], cwd=home, env=clean, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
