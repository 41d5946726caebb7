"""Write the page on what the experiments that ship came to: ``python docs/make_experiments.py [RESULTS]``.

Numbers are taken from results folders (``RESULTS/NAME``, made by ``mobsim sweep NAME --out RESULTS/NAME``) into
``experiments.json``; the page ``experiments.md`` is written from that file alone, so that nothing on it is typed by hand. What is
told of each experiment is declared in ``experiments_page/contrasts.toml``.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from experiments_page.collecting import collect  # noqa: E402
from experiments_page.declared import read_declarations  # noqa: E402
from experiments_page.page import render  # noqa: E402

RESULTS = HERE.parent / "results" / "experiments"
NUMBERS, PAGE = HERE / "experiments.json", HERE / "experiments.md"


def main() -> None:
    """Take the numbers of the folders that are there, keep those of the others, and write the page."""
    declared = read_declarations()
    known = json.loads(NUMBERS.read_text(encoding="utf-8")) if NUMBERS.exists() else {}
    found = known | collect(Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS, declared)
    numbers = {name: found[name] for name in declared if name in found}
    NUMBERS.write_text(json.dumps(numbers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(render(numbers), encoding="utf-8")


if __name__ == "__main__":
    main()
