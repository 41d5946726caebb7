"""The example notebook runs from top to bottom, without Jupyter; its page is made when the documentation is built."""

import contextlib
import io
import json
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.long
def test_the_cells_of_the_notebook_run_and_find_what_its_words_say(monkeypatch):
    monkeypatch.chdir(DOCS)
    monkeypatch.setenv("MPLBACKEND", "agg")
    notebook = json.loads((DOCS / "notebook.ipynb").read_text(encoding="utf-8"))
    names: dict = {"__name__": "notebook"}
    reported = io.StringIO()
    with contextlib.redirect_stdout(reported):
        for number, cell in enumerate(notebook["cells"]):
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
    assert len(names["swept"].runs) == 96
    assert names["apart"] > names["paired"]
    assert "give or take" in reported.getvalue()


def test_the_notebook_is_kept_without_outputs():
    notebook = json.loads((DOCS / "notebook.ipynb").read_text(encoding="utf-8"))
    assert all(not cell.get("outputs") for cell in notebook["cells"])
