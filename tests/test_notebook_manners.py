"""In a notebook each result says in a line what it is, shows itself as a table, and draws itself with title and caption."""

import re
import sys
from types import SimpleNamespace
from xml.etree import ElementTree

import matplotlib
import pytest

import mobsim
from mobsim.errors import UsageError
from mobsim.experiment.summary import summarise
from mobsim.measures import OUTCOMES
from mobsim.scenario import village
from mobsim.tools.showing import MOST_ROWS, formatted, in_html


@pytest.fixture(scope="module")
def town():
    return village(neighbourhoods=2, residents=120, officers=2, days=28, burn_in_days=28)


@pytest.fixture(scope="module")
def run(town):
    return mobsim.run(town, "full_model", seed=1)


@pytest.fixture(scope="module")
def comparison(town):
    return mobsim.compare(town, ["status_quo", "full_model"], runs=3, workers=1, ensemble=None)


def table_of(html):
    """The cells of the table: what is shown must be well-formed."""
    root = ElementTree.fromstring(html.replace("&nbsp;", " "))
    return [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")]


def test_each_says_in_a_line_what_it_is(town, run, comparison):
    model = mobsim.Model(town, "full_model", seed=3)
    for thing, words in (
        (town, ("Scenario", town.title, "240 residents")), (model, ("Model", "full_model", "seed 3", "day 0")),
        (run, ("Run", town.title, "full_model", "seed 1", "28 days")), (comparison, ("Comparison", "2 strategies on 3 seeds")),
    ):  # fmt: skip
        assert len(repr(thing)) < 160
        assert "\n" not in repr(thing)
        assert all(word in repr(thing) for word in words)


def test_a_run_shows_every_outcome_with_its_unit(run):
    rows = table_of(run._repr_html_())
    assert rows[0] == ["outcome", "total", "unit", "name"]
    assert len(rows) == 1 + MOST_ROWS
    assert rows[1] == [OUTCOMES["harm"].label, formatted(run.totals["harm"]), OUTCOMES["harm"].unit, "harm"]


def test_a_comparison_shows_the_interval_that_decides(comparison):
    rows = {row[0]: row for row in table_of(comparison._repr_html_())[1:]}
    found = {each["name"].replace("_", " "): each["outcomes"]["harm"] for each in comparison.summary["strategies"]}
    assert set(rows) == set(found)
    (other,) = [label for label, row in rows.items() if row[2] != "reference"]
    expected = f"{formatted(found[other]['difference_low'])} to {formatted(found[other]['difference_high'])}"
    assert rows[other][3] == expected
    assert "Bonferroni" in comparison._repr_html_()


def test_a_model_shows_how_it_stands(town):
    model = mobsim.Model(town, "full_model", seed=3)
    model.run_days(5)
    rows = dict(table_of(model._repr_html_())[0:])
    assert rows["day"] == "5 of 56, of which 28 are burn-in"
    assert rows["residents"] == "240"
    assert dict(table_of(town._repr_html_()))["simulated residents"] == "240"


def test_what_a_user_wrote_cannot_leave_its_cell():
    html = in_html("<b>", ("<i>",), [("<script>alert(1)</script>",)], "a < b")
    assert not re.search(r"<(b|i|script)>", html)
    assert table_of(html)[1] == ["<script>alert(1)</script>"]


def test_a_run_draws_its_weeks_with_title_units_and_caption(run):
    figure = run.plot("harm", "trust")
    assert [axes.get_title(loc="left") for axes in figure.axes] == [OUTCOMES[name].label for name in ("harm", "trust")]
    assert [axes.get_ylabel().replace("\n", " ") for axes in figure.axes] == [
        OUTCOMES[name].unit for name in ("harm", "trust")
    ]
    assert "full_model, seed 1" in figure.get_suptitle()
    assert any("One run of one seed" in text.get_text() for text in figure.texts)
    drawn = figure.axes[1].lines[1].get_xydata()[:, 1]
    assert drawn.tolist() == run.weekly["trust"].tolist()
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert len(run.plot().axes) == 4


def test_a_comparison_draws_full_dots_where_intervals_leave_nought_out(town, comparison):
    runs = comparison.runs.copy()
    low = runs["strategy"] == "full_model"
    runs.loc[low, "harm"] = runs.loc[~low, "harm"].to_numpy() - [5.0, 5.1, 4.9]
    summary = summarise(town, runs, ["status_quo", "full_model"], "status_quo", OUTCOMES)
    sure = mobsim.experiment.compare.Comparison(summary, *[runs] * 7, None)
    axes = sure.plot().axes[0]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [dot.get_markerfacecolor() for dot in dots] == [dots[0].get_color()]
    unsure = comparison.plot("trust").axes[0]
    found = next(each for each in comparison.summary["strategies"] if each["name"] == "full_model")["outcomes"]["trust"]
    (dot,) = [line for line in unsure.lines if line.get_marker() == "o"]
    told = found["difference_low"] > 0 or found["difference_high"] < 0
    assert (dot.get_markerfacecolor() != "white") == told
    assert OUTCOMES["trust"].unit in unsure.get_xlabel()


def test_drawing_leaves_no_trace_in_matplotlib(run, comparison):
    import matplotlib.pyplot as plt

    before, open_figures = dict(matplotlib.rcParams), plt.get_fignums()
    run.plot()
    comparison.plot()._repr_png_()
    assert dict(matplotlib.rcParams) == before
    assert plt.get_fignums() == open_figures


def test_an_outcome_that_is_not_there_is_named_with_the_nearest(run, comparison):
    with pytest.raises(UsageError, match="hram"):
        run.plot("hram")
    with pytest.raises(UsageError, match="trsut"):
        comparison.plot("trsut")


def test_progress_in_a_notebook_is_one_line_that_says_in_the_end_what_was_done(monkeypatch, capsys):
    from mobsim.cli import progress

    shown = []

    class Line:
        def update(self, content):
            shown.append(content)

    def display(content, display_id):
        shown.append(content)
        return Line()

    class Standing:
        done, total, failed = 3, 3, 0

    # What a front end does with the line is seen in the executed notebook of the documentation.
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(HTML=str, display=display))
    monkeypatch.setattr(progress, "in_notebook", lambda: True)
    with mobsim.show_progress("runs") as show:
        show(Standing)
    assert shown[0] == "<em>starting</em>"
    assert shown[-1] == "<em>3 of 3 runs, in 1 s</em>"
    assert capsys.readouterr() == ("", "")


def test_outside_of_a_kernel_nothing_is_shown_as_in_a_notebook():
    from mobsim.cli.progress import in_notebook

    assert not in_notebook()
