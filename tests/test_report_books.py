"""The books that a report prints close: what was given is what it went to, in the printed numbers of a real comparison."""

import re

import pytest
from report_page import compared_village, page_of

from mobsim.measures.books import BOOKS
from mobsim.scenario import village
from mobsim.store import read_table

STRATEGIES = ["status_quo", "full_model", "enforcement"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return compared_village(tmp_path_factory.mktemp("compared") / "village", STRATEGIES)


@pytest.fixture(scope="module")
def page(folder):
    return page_of(folder)


@pytest.fixture(scope="module")
def printed(page):
    return page.tables


def blocks(rows):
    """Part the rows of the table by resource: given, what it went to, the sum, what is not accounted for."""
    parted = {}
    for label, *cells in [(row[0]["text"], *row[1:]) for row in rows[1:]]:
        if not any(cell["text"] for cell in cells):
            block = parted[label] = {"given": [], "to": [], "sum": None, "left": None}
        elif label == "In all":
            block["sum"] = cells
        elif label == "Not accounted for":
            block["left"] = cells
        else:
            block["given" if label.startswith("Given: ") else "to"].append(cells)
    return parted


def shown(cell):
    return float(cell["text"].replace(",", "").replace("−", "-"))


def test_every_resource_is_printed_for_every_strategy(printed):
    parted = blocks(printed["books-table"])
    assert [re.split(r" (?:hours|calls|\$)", name)[0].lower() for name in parted] == [b.resource for b in BOOKS]
    assert len(printed["books-table"][0]) == 1 + len(STRATEGIES)


def test_printed_sums_are_what_was_given(printed):
    for name, block in blocks(printed["books-table"]).items():
        assert block["given"], name
        assert block["to"], name
        for at in range(len(STRATEGIES)):
            given, to = (sum(cells[at]["values"][0] for cells in block[side]) for side in ("given", "to"))
            assert block["sum"][at]["values"] == pytest.approx([given], rel=1e-9)
            assert to == pytest.approx(given, rel=1e-9)
            assert shown(block["left"][at]) == 0.0
            lines = block["given"] + block["to"]
            step = 10.0 ** -max(len(cells[at]["text"].partition(".")[2]) for cells in lines)
            as_read = sum(shown(cells[at]) for cells in block["to"])
            assert abs(as_read - shown(block["sum"][at])) <= step * len(lines) / 2
        if name.startswith(("Officers", "Public purse")):
            assert block["sum"][0]["values"][0] > 0


def test_the_books_agree_with_the_outcomes_of_the_same_runs(folder):
    runs, entries = read_table(folder, "runs"), read_table(folder, "books")
    amounts = entries.set_index(["run_id", "resource", "side", "entry"])["amount"]
    for number, run in runs.set_index("run_id").iterrows():
        assert amounts[number, "officers", "became", "patrol"] == pytest.approx(run["hours_patrol"])
        assert amounts[number, "public purse", "became", "initiatives"] == pytest.approx(run["programme_money"])
        assert amounts[number, "volunteers, unpaid", "became", "initiatives"] == pytest.approx(run["volunteer_hours"])


def test_volunteers_hours_are_priced_beside_the_books_and_not_in_them(printed):
    assert any(row[0]["text"].startswith("Worth of volunteer hours") for row in printed["prices"])
    assert not any("worth" in row[0]["text"].lower() for row in printed["books-table"])


def test_a_single_run_prints_its_books_too(tmp_path):
    from mobsim.experiment.single import SingleRun, keep_run

    keep_run(tmp_path / "run", SingleRun(village(2, 120, burn_in_days=28, days=56), "status_quo"))
    for name, block in blocks(page_of(tmp_path / "run").tables["books-table"]).items():
        assert shown(block["left"][0]) == 0.0, name


def test_the_bars_of_the_purse_are_the_whole_purse(folder, page):
    words = next(image["alt"] for image in page.named("img") if "public purse" in image["alt"][:40])
    runs = read_table(folder, "runs").groupby("strategy").mean(numeric_only=True)
    granted = runs["programme_money"] + runs["overtime_money"] + runs["component_money"]
    granted += runs["team_money"] + runs["table_money"] + runs["money_set_aside"].clip(lower=0.0)
    for strategy, purse in granted.items():
        bar = re.search(rf"{strategy.replace('_', ' ').capitalize()}: ([^;]*?)\.?(;|$)", words).group(1)
        parts = [float(part.rsplit(" ", 1)[1].replace("−", "-")) for part in bar.split(", ") if part[-1].isdigit()]
        assert sum(parts) == pytest.approx(purse, abs=0.5)
    assert "crisis teams" in words
    assert "situation table" in words


def test_people_at_risk_are_told_of_for_every_strategy(printed):
    tables = {name: rows for name, rows in printed.items() if str(name).startswith("practice-")}
    told = "; ".join(row[0]["text"] for rows in tables.values() for row in rows[1:])
    for name in ("Injuries treated per 1,000", "Calls taken on by crisis teams", "Cases at the situation table"):
        assert name in told
    for name in ("Referrals after arrest", "Spread between supervisors ratio", "Institutional ties 0-1"):
        assert name in told
    for rows in tables.values():
        assert {len(row) for row in rows} == {len(STRATEGIES) + 1}
