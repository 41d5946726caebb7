"""The documentation says what is: its snippets run, its examples load and live, its links lead somewhere."""

import re
import shutil
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

import mobsim
from mobsim.engine.model import Model
from mobsim.measures import OUTCOMES
from mobsim.scenario.parameters import ALL, GROUPS
from mobsim.scenario.sources import sources
from mobsim.tools.draws import Purpose

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
WRITTEN = sorted(
    [*DOCS.glob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("experiments/*.md"), *ROOT.glob("scenarios/*/*.md")]
)
LINK = re.compile(r"(?<!`)\[[^\]]+\]\(([^)\s]+)\)")
USE = "mobsim compares strategies in a simulated community; it does not predict persons or addresses"
UNKNOWN = "No outcome evaluation of Ontario's model as a whole is known to us"


def loaded(name):
    """A module that stands beside the documentation."""
    spec = spec_from_file_location(name, DOCS / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made():
    """The pages that are made from the code."""
    return loaded("hooks").pages()


def plain(text):
    """One line, so that where a sentence is broken does not matter."""
    return " ".join(text.split()).lower()


def test_snippets_of_the_python_page_run(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    page = (DOCS / "python.md").read_text(encoding="utf-8")
    snippets = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    assert len(snippets) > 8
    names = {"__name__": "snippets"}
    for number, snippet in enumerate(snippets, start=1):
        exec(compile(snippet, f"python.md, snippet {number}", "exec"), names)
    assert names["first"].trust == pytest.approx(0.9)
    assert set(names["harms"]) == {"status_quo", "community_led"}
    assert names["watched"].datacollector.get_model_vars_dataframe()["Day"].tolist() == list(range(1, 8))


def test_the_example_town_is_what_its_page_says():
    town = mobsim.load_scenario(DOCS / "examples" / "harbour_town" / "scenario.toml")
    assert town.population == 15_200
    assert town.strategy("waterfront").levers.social_share == 0.8
    assert town.strategy("listening_first").levers.patrol_share == town.strategy("status_quo").levers.patrol_share
    assert "harbour_smuggling" in [problem.name for problem in town.problems]
    assert town.events[0].kind == "police_misconduct"
    model = Model(town, "waterfront")
    model.run_days(28)
    assert model.ledger.sums(np.array(model.ledger.weeks))["true_harbour_smuggling"].sum() > 0


def test_the_smallest_file_loads():
    assert mobsim.load_scenario(DOCS / "examples" / "smallest.toml").population == 10_000


def test_every_parameter_stands_on_its_page_with_its_default_and_source(made):
    rows = {
        line.split("|")[1].strip(" `"): line for line in made["parameters.md"].splitlines() if line.startswith("| `")
    }
    for name, (_, _, declared) in ALL.items():
        cells = [cell.strip() for cell in rows[name].split(" | ")]
        assert f"{declared.default:g}" in cells
        assert any(declared.source in cell for cell in cells)
    assert all(f'id="{key}"' in made["parameters.md"] for key in sources())


def prices():
    """What money buys, is, or is won by: every declared parameter of the purse, and every other in dollars."""
    named = {"planning.community_cost_share", "planning.extent_spread", "crisis_teams.calls", "situation_table.cases"}
    return named | {name for name, each in ALL.items() if name.startswith("money.") or "CAD" in each.declared.unit}


def test_every_price_stands_on_the_page_of_costs_in_words_and_in_its_table():
    written = (DOCS / "costs.md").read_text(encoding="utf-8")
    words = {name for name in re.findall(r"`([a-z_]+\.[a-z_]+)`", written) if name in ALL}
    table = loaded("odd_parts").fill(written).partition("{ #prices }")[2]
    rows = {line.split("`")[1]: line for line in table.splitlines() if line.startswith("| [`")}
    assert len(prices()) > 18
    assert words >= prices()
    assert set(rows) == prices()
    for name, row in rows.items():
        declared = ALL[name].declared
        assert f"| {declared.default:g} |" in row
        assert declared.source in row
    assert "<!--" not in table


def test_prices_of_ones_own_are_taken_as_the_page_shows_them(tmp_path):
    budget, example = re.findall(r"```toml\n(.*?)```", (DOCS / "costs.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    smallest = (DOCS / "examples" / "smallest.toml").read_text(encoding="utf-8")
    assert "[parameters]" not in smallest
    (tmp_path / "town.toml").write_text(f"{smallest}\n{example}", encoding="utf-8")
    taken = mobsim.load_scenario(tmp_path / "town.toml").parameters
    shown = re.findall(r'^"(\w+)\.(\w+)" = ([\d.]+)', example, flags=re.MULTILINE)
    assert len(shown) > 5
    for group, field, value in shown:
        assert getattr(getattr(taken, group), field) == float(value)
    large = smallest.replace("residents_per_neighbourhood = 2500", "residents_per_neighbourhood = 20000")
    (tmp_path / "town.toml").write_text(f"{large}\n{budget}", encoding="utf-8")
    named = {each.name: each.amount for each in mobsim.load_scenario(tmp_path / "town.toml").costs.units}
    assert named == {name: float(amount) for name, amount in re.findall(r"^(\w+) = \{ amount = (\d+)", budget, re.M)}


def test_terms_and_severity_are_taken_as_the_page_of_scenarios_shows_them(tmp_path):
    shutil.copytree(DOCS / "examples" / "harbour_town", tmp_path / "harbour_town")
    file = tmp_path / "harbour_town" / "scenario.toml"
    shown = re.findall(r"```toml\n(.*?)```", (DOCS / "scenarios.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    (terms,) = [each for each in shown if "officers_share" in each]
    (severity,) = [each for each in shown if each.startswith("[severity]")]
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{terms}\n{severity}", encoding="utf-8")
    town = mobsim.load_scenario(file)
    assert town.strategy("south_first").terms.officers_share == 1.05
    assert [wave.day for wave in town.strategy("south_first").terms.waves] == [0, 182]
    assert town.severity["source"].startswith("our national")


def test_the_rules_name_parameters_and_purposes_that_exist_in_lines_that_can_be_read():
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert max(map(len, page.splitlines())) <= 200
    formulas = re.findall(r"^```text\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)
    assert max(len(line) for each in formulas for line in each.splitlines()) <= 81, "wider ones need a bar to scroll"
    named = set(re.findall(rf"(?<![\w.])(?:{'|'.join(GROUPS)})\.[a-z]\w+", page))
    assert len(named) > 80
    assert named <= set(ALL)
    drawn = dict(re.findall(r"\| (\d+) ([A-Z]+) (?=\|)", page))
    assert drawn == {str(int(each)): each.name for each in Purpose if each}
    assert set(re.findall(r"U\(([A-Z]+);", page)) == {each.name for each in Purpose} - {"CHECK", "TRIAL"} | {"PURPOSE"}


def test_every_outcome_stands_on_its_page(made):
    assert all(f"| `{name}` |" in made["outcomes.md"] for name in OUTCOMES)


def test_the_day_lists_each_rule_in_the_order_it_is_lived(made):
    page = made["day.md"]
    order = [
        "### deploy",
        "### offend",
        "### suffer",
        "### report",
        "### respond",
        "### stop",
        "### visit",
        "### deliver",
    ]
    places = [page.index(f"{each}\n") for each in order]
    assert places == sorted(places)


def test_the_command_line_tells_the_same_order_as_the_page(made):
    reported = subprocess.run(
        [sys.executable, "-m", "mobsim", "explain", "day"], check=True, capture_output=True, text=True
    ).stdout
    lines = [line.strip() for line in reported.splitlines() if re.match(r"\s*\d\.", line)]
    assert len(lines) == 7
    assert all(plain(line) in plain(made["day.md"]) for line in lines)


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """In the repository itself, not only on the site: readers follow them where the sources are shown."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://", "#")):
            continue
        assert (page.parent / target.split("#")[0]).exists(), f"{page.name} links to {target}"


def test_pages_that_are_made_stand_in_the_repository_too_and_say_so(made):
    for name in made:
        assert "made from the code" in (DOCS / name).read_text(encoding="utf-8")


def test_commands_in_the_documentation_name_what_there_is():
    from mobsim.experiment.sweep.reading import find_experiment
    from mobsim.scenario.reading import find_scenario

    finders = {"sweep": find_experiment, "run": find_scenario, "compare": find_scenario, "app": find_scenario}
    named = set()
    for page in WRITTEN:
        lines = page.read_text(encoding="utf-8")
        named |= set(re.findall(r"mobsim (sweep|run|compare|app) ([a-z]\w*)(?![\w./])", lines))
        named |= {("sweep", name) for name in re.findall(r"run by name, `(\w+)`", lines)}
    assert len(named) > 5
    assert ("sweep", "hot_spot_patrol") in named
    for command, name in named:
        assert finders[command](name).is_file(), f"mobsim {command} {name}"


def test_anchors_of_made_pages_exist(made):
    for page in WRITTEN:
        for file, anchor in re.findall(r"\((\w+\.md)#([\w.-]+)\)", page.read_text(encoding="utf-8")):
            if file in made:
                assert f"#{anchor} }}" in made[file] or f'id="{anchor}"' in made[file], f"{page.name}: {file}#{anchor}"


def test_every_page_is_in_the_menu(made):
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = {page.name for page in DOCS.glob("*.md")} | {page.stem + ".md" for page in DOCS.glob("*.ipynb")} | set(made)
    assert pages == set(re.findall(r": (\w+\.md)$", menu, flags=re.MULTILINE))


def test_every_mechanism_and_every_side_stands_on_its_page(made):
    from mobsim.scenario.mechanisms import alternatives, mechanisms

    assert all(f"| `{name}` |" in made["mechanisms.md"] for name in mechanisms())
    assert all(
        f"| `{choice}` |" in made["mechanisms.md"] for each in alternatives().values() for choice in each.choices
    )


def test_the_page_on_validation_is_made_from_what_was_measured():
    maker = loaded("make_validation")
    assert (DOCS / "validation.md").read_text(encoding="utf-8") == maker.page()
    assert (DOCS / "images" / "validation.png").exists() == (DOCS / "measured" / "validation.json").exists()


def test_events_and_parts_are_all_described():
    from mobsim.scenario.events import KINDS

    page = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    assert all(f"`{kind}`" in page for kind in KINDS)


@pytest.mark.parametrize("name", ["index.md", "trainers.md", "researchers.md"])
def test_pages_say_what_it_is_not_for(name):
    assert plain(USE) in plain((DOCS / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["index.md", "researchers.md", "odd.md", "validation.md", "trace.md"])
def test_pages_say_that_the_whole_was_never_evaluated(name):
    assert plain(UNKNOWN) in plain((DOCS / name).read_text(encoding="utf-8"))


@pytest.mark.long
def test_the_site_builds_and_asks_for_nothing_from_elsewhere(tmp_path):
    pytest.importorskip("mkdocs")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "-q",
        "-d",
        str(tmp_path),
        "-f",
        str(ROOT / "mkdocs.yml"),
    ]
    subprocess.run(command, check=True, cwd=ROOT)
    for page in tmp_path.rglob("*.html"):
        loaded = re.findall(
            r'<(?:script|link|img)[^>]+(?:src|href)="(https?://[^"]+)"', page.read_text(encoding="utf-8")
        )
        assert not loaded, f"{page.name} loads {loaded}"


def test_every_key_of_a_trial_stands_on_its_page_with_its_bounds(made):
    from mobsim.scenario.shipped import shipped_experiments
    from mobsim.scenario.trial_checks import SUITS
    from mobsim.scenario.trial_tables import InitiativeTable, PatrolTable, TrialTable

    page = made["trial_keys.md"]
    for table in (TrialTable, InitiativeTable, PatrolTable):
        for name, key in table.model_fields.items():
            assert name == "kind" or f"| `{name}` | {key.description}" in page
    assert "| number, hours a day | required | above 0 to 1,000 |" in page
    assert "| whole number, days | `364` | from 28 to 3,640 |" in page
    assert all(f"### {kind} {{ #{kind} }}" in page for kind in SUITS)
    trials = [name.removeprefix("trials/") for name in shipped_experiments() if name.startswith("trials/")]
    assert all(f"| `{name}` |" in page for name in trials)


def test_the_page_on_trials_names_all_that_comes_out_and_its_example_is_good(tmp_path):
    from mobsim.experiment.trial.counting import ARMS
    from mobsim.experiment.trial.effects import COLUMNS
    from mobsim.experiment.trial.survey import MEANS, SHARES
    from mobsim.scenario.trial import load_trial

    page = (DOCS / "trials.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in (*COLUMNS, *MEANS, *SHARES, *ARMS))
    example, at_a_date = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    (tmp_path / "more_patrol.toml").write_text(example, encoding="utf-8")
    assert load_trial(tmp_path / "more_patrol.toml").table.units_needed == 60
    (tmp_path / "at_a_date.toml").write_text(example[: example.index("[trial]")] + at_a_date, encoding="utf-8")
    assert [each.day for each in load_trial(tmp_path / "at_a_date.toml").table.treatments] == [91, 182, 273]
    assert "at a date" in page
    shipped = re.findall(r"^\| [^|]+ \| `(\w+)` \|$", page, flags=re.MULTILINE)
    assert len(shipped) == 8
    assert all(load_trial(name).about for name in shipped)


def test_the_page_on_the_fit_of_defaults_is_made_from_what_was_measured():
    assert (DOCS / "defaults.md").read_text(encoding="utf-8") == loaded("make_defaults").page()
