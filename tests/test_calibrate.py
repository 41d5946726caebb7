"""``mobsim calibrate``: a town's own figures in, posterior, checks and a scenario that runs out."""

import contextlib
import io
import json
import re
import shutil
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from calibrated_town import NAMES, TARGETS, TRUTH, write_figures, write_town
from report_page import Page
from test_report_french import ENGLISH, French

import mobsim
from mobsim.calibration.calibrate import Calibration, calibrate
from mobsim.calibration.figures import read_figures
from mobsim.calibration.grouping import grouped_log_rates
from mobsim.calibration.plain_figures import describe_figures, plain_figures, verdict_in_words
from mobsim.calibration.spatial import morans_i, rank_correlation, share_in_worst
from mobsim.calibration.table import AS_DECLARED
from mobsim.calibration.town import TownStudy
from mobsim.cli import main
from mobsim.errors import DataError
from mobsim.experiment.choosing import choose_draws
from mobsim.experiment.single import run
from mobsim.report.fitted import build_fitted
from mobsim.report.fitted.open_questions import LEAVES_OPEN, OF_PROBLEMS, concerns, meaning
from mobsim.scenario.ensemble import choose_ensemble
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.problem_numbers import BOUNDS
from mobsim.store import read_table


class Bad(NamedTuple):
    """One thing broken: ``old`` in ``file`` becomes ``new``; the one message tells field, value and remedy."""

    what: str
    old: str
    new: str
    reported: tuple[str, ...]
    file: str = "targets.toml"


BAD = [
    Bad("schema missing", "schema = 1\n", "", ("schema", "is missing")),
    Bad("unknown key", "discrepancy = 0.05", "discrepency = 0.05", ("crime.discrepency", "'discrepancy'")),
    Bad("parameter unknown", "people.prone_share", "people.prone_shar", ("people.prone_shar", "'people.prone_share'")),
    Bad(
        "range upside down", "low = 0.2, high = 0.6", "low = 0.6, high = 0.2", ("insecurity.ground_mean", "0.6 to 0.2")
    ),
    Bad("range beyond bounds", "high = 0.6", "high = 1.6", ("insecurity.ground_mean", "from 0 to 1")),
    Bad("problem unknown", "[problems.violence]", "[problems.violense]", ("problems.violense", "'violence'")),
    Bad("number of a problem unknown", "by_need =", "by_ned =", ("problems.violence.by_ned", "'by_need'")),
    Bad("half a range", "{ low = 0.0, high = 6.0 }", "{ low = 0.0 }", ("problems.violence.by_need", "both ends")),
    Bad("file not there", '"crimes.csv"', '"crime.csv"', ("crime.file", "'crime.csv'", "'crimes.csv'")),
    Bad("column unknown", 'type = "offence"', 'type = "offense"', ("crimes.csv", "offense", "'offence'")),
    Bad("two columns of figures", 'count = "count"', 'count = "count"\nrate = "count"', ("crime.count", "one column")),
    Bad("years without column", 'year = "year"\n', "", ("crime.year", "years are chosen")),
    Bad("years not chosen", "fit_years = [2021, 2022]\n", "", ("crime.fit_years", "the file has years")),
    Bad("year without rows", "[2021, 2022]", "[2021, 2020]", ("crimes.csv", "2020", "2022")),
    Bad("months of no year", "groups = 2", "groups = 2\nmonths = { 2020 = 3 }", ("crime.months", "2020", "fit_years")),
    Bad("months beyond a year", "groups = 2", "groups = 2\nmonths = { 2021 = 13 }", ("crime.months.2021", "12")),
    Bad("year on both sides", "check_years = [2023]", "check_years = [2022]", ("crime.check_years", "2022")),
    Bad(
        "type unknown to the model", 'fights = "violence"', 'fights = "violance"', ("crime.types.fights", "'violence'")
    ),
    Bad("type unknown to the file", 'fights = "violence"', 'fight = "violence"', ("crimes.csv", "fight", "'fights'")),
    Bad("more groups than places", "groups = 2", "groups = 9", ("crime.groups", "= 9", "at most 6")),
    Bad("measure unknown", 'measure = "insecurity"', 'measure = "insecurty"', ("survey[1].measure", "'insecurity'")),
    Bad(
        "share beyond one",
        '"insecurity"\nvalue = 0.',
        '"insecurity"\nvalue = 47.',
        ("survey[1].value", "47", "at most 1"),
    ),
    Bad("survey elsewhere", 'neighbourhood = "mill"', 'neighbourhood = "mil"', ("survey[2].neighbourhood", "'mill'")),
    Bad("no word on certainty", "respondents = 400\n", "", ("survey[2].standard_error", "once")),
    Bad(
        "respondents of a mean", "standard_error = 0.01", "respondents = 9", ("survey[1].respondents", "standard_error")
    ),
    Bad("strategy unknown", "burn_in_days = 28", 'strategy = "ful_model"', ("run.strategy", "'full_model'")),
    Bad("scale nought", "burn_in_days = 28", "scale = 0.0", ("run.scale", "greater than 0")),
    Bad("place unknown", "north;fights", "nord;fights", ("crimes.csv", "line 4", "'nord'", "'north'"), "crimes.csv"),
    Bad(
        "count in words",
        "north;fights;2021;",
        "north;fights;2021;x",
        ("crimes.csv", "count in line 4", "0"),
        "crimes.csv",
    ),
    Bad(
        "count below nought", "north;fights;2021;", "north;fights;2021;-1", ("crimes.csv", "line 4", "0"), "crimes.csv"
    ),
    Bad("row too short", "north;fights;2021;", "north;fights;", ("crimes.csv", "line 4"), "crimes.csv"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("town")
    write_figures(place)
    return place


@pytest.fixture(scope="module")
def calibrated(folder, tmp_path_factory) -> Calibration:
    out = tmp_path_factory.mktemp("out") / "fit"
    return calibrate(folder / "scenario.toml", folder / "targets.toml", out, runs=120, workers=1)


def answer(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return ended.value.code or 0, captured.out, captured.err


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.what)
def test_one_message_tells_what_is_wrong(bad, folder, tmp_path, capsys):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    good = (tmp_path / bad.file).read_text()
    assert bad.old in good, "the case breaks nothing"
    (tmp_path / bad.file).write_text(good.replace(bad.old, bad.new, 1))
    out = tmp_path / "out"
    code, printed, err = answer(
        capsys, "calibrate", tmp_path / "scenario.toml", "--targets", tmp_path / "targets.toml", "--out", out
    )
    assert (code, printed) == (2, "")
    assert len(err.splitlines()) == 1, err
    for reported in (bad.file if bad.reported[0] != "crimes.csv" else "crimes.csv", *bad.reported):
        assert reported.lower() in err.lower(), err
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "reported"),
    [
        (("--runs", "20"), "runs = 20: must be at least 120"),
        (("--workers", "0"), "workers = 0: must be at least 1"),
        (("--lang", "frr"), "--language = 'frr': is not a language of reports. Did you mean 'fr'?"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, reported, folder, capsys):
    arguments = ("calibrate", folder / "scenario.toml", "--targets", folder / "targets.toml")
    code, _, err = answer(capsys, *arguments, *options)
    assert code == 2
    assert reported in err


def test_all_that_is_wrong_is_told_at_once(folder, tmp_path, capsys):
    write_town(tmp_path)
    text = (
        TARGETS.replace("people.prone_share", "people.prone")
        .replace('"mill"', '"mil"')
        .replace("low = 0.2", "low = 0.7")
    )
    (tmp_path / "crimes.csv").write_bytes((folder / "crimes.csv").read_bytes())
    (tmp_path / "targets.toml").write_text(text)
    _, _, err = answer(capsys, "calibrate", tmp_path, "--targets", tmp_path / "targets.toml")
    assert len(err.splitlines()) == 4
    assert "3 things" in err


def test_check_knows_a_targets_file(folder, tmp_path, capsys):
    code, printed, _ = answer(capsys, "check", folder / "targets.toml")
    assert (code, "3 free numbers" in printed) == (0, True)
    (tmp_path / "bad.toml").write_text(TARGETS.replace("groups = 2", 'groups = "two"'))
    code, _, err = answer(capsys, "check", tmp_path / "bad.toml")
    assert code == 2
    assert "crime.groups = 'two': must be a whole number" in err


def test_counts_become_rates_of_residents_and_years(folder):
    crime = read_figures(folder, folder / "targets.toml").crime
    assert crime is not None
    rows = [line.split(";") for line in (folder / "crimes.csv").read_text().splitlines()[1:]]
    counted = sum(int(row[3]) for row in rows if row[0] == "mill" and row[1] != "fights" and row[2] in ("2021", "2022"))
    assert crime.types == ("theft", "violence")
    assert crime.rate[NAMES.index("mill"), 0] == pytest.approx(1000 * counted / (300 + 80) / 2)
    assert crime.chance_over(crime.years) == pytest.approx(0.5 / 2)


def test_counts_of_some_months_are_of_a_part_of_a_year_and_hold_more_chance(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "town")
    file = tmp_path / "town" / "targets.toml"
    file.write_text(TARGETS.replace("groups = 2", "groups = 2\nmonths = { 2021 = 1, 2022 = 2, 2023 = 6 }"))
    whole, part = (read_figures(place, place / "targets.toml").crime for place in (folder, tmp_path / "town"))
    assert (part.years, part.check_years) == (0.25, 0.5)
    assert part.rate == pytest.approx(8 * whole.rate)
    assert part.check_rate == pytest.approx(2 * whole.check_rate)
    assert part.chance_over(part.years) == pytest.approx(8 * whole.chance_over(whole.years))
    assert {target.chance for target in part.targets} == {part.chance_over(part.years)}


def test_groups_hold_about_as_many_residents_and_keep_the_order(folder):
    crime = read_figures(folder, folder / "targets.toml").crime
    for column in range(2):
        least, most = (crime.people[crime.group[:, column] == number].sum() for number in (0, 1))
        assert 0.6 < least / most < 1.6
        assert (
            crime.rate[crime.group[:, column] == 0, column].max()
            <= crime.rate[crime.group[:, column] == 1, column].min()
        )


def test_relative_rates_do_not_depend_on_the_level():
    rate, people, group = np.array([1.0, 2.0, 5.0, 8.0]), np.array([10.0, 20.0, 10.0, 5.0]), np.array([0, 0, 1, 1])
    one, other = (grouped_log_rates(factor * rate, people, group, 2, True) for factor in (1.0, 3.0))
    assert one == pytest.approx(other)
    levels = np.exp(grouped_log_rates(rate, people, group, 2, False))
    assert levels == pytest.approx([50 / 30, 90 / 15])


def test_the_truth_comes_back_where_the_figures_speak(calibrated):
    rows = calibrated.fit.identified.set_index("parameter")
    assert rows.loc["insecurity.ground_mean", "told"] != "not"
    for name, value in TRUTH.items():
        width = rows.loc[name, "high"] - rows.loc[name, "low"]
        assert rows.loc[name, "low"] - 0.35 * width <= value <= rows.loc[name, "high"] + 0.35 * width


def test_the_fitted_scenario_runs_and_keeps_what_was_not_fitted(calibrated, folder):
    fitted = mobsim.load_scenario(calibrated.scenario)
    assert fitted.days == 364
    assert fitted.overrides["trust.bad_contact_weight"] == 9.0
    assert "# the town's own" in (calibrated.scenario / "scenario.toml").read_text()
    point = calibrated.fit.fitted
    assert fitted.overrides["people.prone_share"] == pytest.approx(point["people.prone_share"], rel=1e-4)
    violence = next(problem for problem in fitted.problems if problem.name == "violence")
    assert violence.by_need == pytest.approx(point["problems.violence.by_need"], rel=1e-4)
    assert run(fitted, days=28).totals["true_crime"] > 0
    assert fitted.parameters.insecurity.ground_mean != mobsim.load_scenario(folder).parameters.insecurity.ground_mean


def test_a_point_has_a_draw_of_what_is_not_free_and_the_fitted_one_has_none(calibrated):
    runs = read_table(calibrated.report.parent, "runs")
    point = list(calibrated.fit.posterior.columns)
    fitted = np.isclose(runs[point], [calibrated.fit.fitted[name] for name in point]).all(axis=1)
    assert (runs.loc[fitted, "draw"] == AS_DECLARED).all()
    assert fitted.sum() >= 10
    assert (runs.loc[~fitted].groupby(point)["draw"].nunique() == 1).all()
    assert runs.loc[~fitted, "draw"].nunique() > 50
    for run_twice in runs.loc[~fitted].groupby(point)["seed"].nunique().unique():
        assert run_twice in (1, 2)


def test_the_fitted_scenario_draws_from_what_its_figures_leave_open(calibrated):
    fitted, found = mobsim.load_scenario(calibrated.scenario), calibrated.fit
    own = choose_draws(fitted)
    assert own is fitted.ensemble
    assert len(own) == 200
    assert own.fitted == set(found.posterior.columns)
    assert {"trust.bad_contact_weight"}.isdisjoint(own.parameters)  # which the town sets itself
    evidence = choose_ensemble("evidence")
    assert set(own.parameters) == {*evidence.parameters, *own.fitted} - set(fitted.overrides) | own.fitted
    values = pd.DataFrame(own.draws, columns=own.parameters)
    for name in own.fitted:
        low, high = found.posterior[name].min(), found.posterior[name].max()
        assert values[name].between(low - 1e-3 * abs(low), high + 1e-3 * abs(high)).all()
        assert values[name].mean() == pytest.approx(found.posterior[name].mean(), abs=found.posterior[name].std() / 3)
    drawn = fitted.drawn(own, 7)
    violence = next(problem for problem in drawn.problems if problem.name == "violence")
    assert violence.by_need == own.values(7)["problems.violence.by_need"]
    assert drawn.parameters.insecurity.ground_mean == own.values(7)["insecurity.ground_mean"]
    compared = mobsim.compare(fitted, ["status_quo", "full_model"], runs=2, days=28, workers=1)
    assert compared.summary["ensemble"]["parameters"] == list(own.parameters)
    assert compared.summary["ensemble"]["set_by_scenario"] == []


def test_a_point_leaves_what_is_not_free_as_declared(folder):
    study = TownStudy.of(read_figures(folder / "scenario.toml", folder / "targets.toml"))
    assert study.draw_of({"people.prone_share": 0.05}) == AS_DECLARED


def test_an_ensemble_of_another_town_is_refused(calibrated, tmp_path, capsys):
    shutil.copytree(calibrated.scenario, tmp_path / "town")
    file = tmp_path / "town" / "ensemble.json"
    file.write_text(file.read_text().replace("problems.violence.by_need", "problems.violins.by_need"))
    code, _, told = answer(capsys, "check", tmp_path / "town")
    assert code == 2
    assert "ensemble.json: problems.violins.by_need: is not a problem type" in told
    file.unlink()
    code, _, told = answer(capsys, "run", tmp_path / "town")
    assert code == 2
    assert "ensemble = 'ensemble.json': is not a file in the scenario's folder" in told


def test_checks_cover_years_kept_back(calibrated):
    maps = calibrated.maps.set_index(["type", "period"])
    assert set(maps.index) == {(t, p) for t in ("theft", "violence") for p in ("fitted", "kept back")}
    assert maps.loc[("theft", "kept back"), "rank_correlation"] > 0
    assert maps["within_90"].between(0.3, 1.0).all()
    assert len(calibrated.by_neighbourhood) == 4 * len(NAMES)


def test_the_folder_holds_a_report_with_pictures(calibrated):
    text = calibrated.report.read_text(encoding="utf-8")
    for name in (*TRUTH, "insecurity", "theft 2/2", "Moran's I", "of 90% intervals"):
        assert name in text
    for picture in ("parameters", "figures", "neighbourhoods"):
        assert (calibrated.report.parent / "figures" / f"{picture}.png").stat().st_size > 5_000
    manifest = json.loads((calibrated.report.parent / "manifest.json").read_text())
    assert manifest["kind"] == "calibrate"
    assert manifest["state"] == "complete"


def test_the_command_goes_on_from_what_is_there_and_tells_the_same(calibrated, folder, capsys, monkeypatch):
    def refuse(*_):
        raise AssertionError("a run that was there is run again")

    monkeypatch.setattr(TownStudy, "__call__", refuse)
    arguments = ("--targets", folder / "targets.toml", "--out", calibrated.report.parent, "--runs", 120, "--workers", 1)
    before = calibrated.report.read_text(encoding="utf-8")
    code, printed, _ = answer(capsys, "calibrate", folder / "scenario.toml", *arguments)
    assert code == 0
    assert calibrated.report.read_text(encoding="utf-8") == before
    assert "people.prone_share" in printed
    assert f"mobsim compare {calibrated.scenario}" in printed


def test_moran_i_of_a_chequered_and_of_a_sorted_line():
    line = np.array([[each, each + 1] for each in range(9)])
    assert morans_i(np.tile([0.0, 1.0], 5), line) == pytest.approx(-1.0)
    assert morans_i(np.repeat([0.0, 1.0], 5), line) > 0.7
    assert np.isnan(morans_i(np.ones(10), line))


def test_moran_i_of_columbus_is_the_textbooks():
    from scenario_files import column

    from mobsim.calibration.town_checks import edges_of

    scenario = mobsim.load_scenario("columbus")
    ids = scenario.communities[0].neighbourhoods.ids
    from scenario_files import areas

    order = {area["properties"]["id"]: row for row, area in enumerate(areas("columbus"))}
    crime = column("columbus", "CRIME")[[order[each] for each in ids]]
    assert morans_i(crime, edges_of(scenario)) == pytest.approx(0.500, abs=0.001)
    assert rank_correlation(crime, column("columbus", "INC")[[order[each] for each in ids]]) < -0.6


def test_the_share_in_the_worst_fifth():
    assert share_in_worst(np.array([1.0, 1, 1, 1, 6])) == pytest.approx(0.6)


@pytest.mark.parametrize(("scenario", "free", "figures"), [("toronto", 9, 20), ("columbus", 6, 5)])
def test_the_targets_files_that_ship_can_be_read(scenario, free, figures):
    from mobsim.calibration.town import town_targets
    from mobsim.scenario.shipped import shipped_experiments, shipped_folder

    found = read_figures(scenario, shipped_folder("experiments") / "calibration" / f"{scenario}.toml")
    assert len(found.space) == free
    assert len(town_targets(found)) == figures
    assert not any(name.startswith("calibration") for name in shipped_experiments())


def test_a_figure_that_is_off_by_half_is_missed_whatever_its_chance():
    described = {"types": ["theft"], "groups": 2, "relative": False, "by_crime": True}
    row = {"target": "theft 1/2", "value": np.log(4.0), "low": np.log(1.0), "high": np.log(9.0), "met": True}
    found = [
        plain_figures([{**row, "fitted": np.log(4.0 * ratio)}], described)[0] for ratio in (1.0, 0.95, 1.2, 0.5, 1.5)
    ]
    assert [each.verdict for each in found] == ["met", "met", "near", "missed", "missed"]
    assert [each.off_in_words for each in found] == [
        "as it is",
        "5% too low",
        "20% too high",
        "50% too low",
        "50% too high",
    ]
    assert found[3].figure == pytest.approx(4.0)
    assert found[3].model == pytest.approx(2.0)
    assert found[3].chance
    share = {"target": "insecure_share", "value": 0.40, "fitted": 0.47, "low": 0.4, "high": 0.5, "met": False}
    (asked,) = plain_figures([share], described)
    assert (asked.verdict, asked.off_in_words) == ("missed", "7.0 points too high")
    assert "misses 1" in verdict_in_words([asked])
    assert "Insecure share: 7.0 points too high" in verdict_in_words([asked])


def test_every_number_that_can_be_fitted_concerns_some_conclusion():
    assert {name.partition(".")[0] for name in SETTABLE} == set(LEAVES_OPEN)
    assert set(OF_PROBLEMS) == set(BOUNDS)
    for name in (*SETTABLE, *(f"problems.theft.{number}" for number in BOUNDS)):
        assert concerns(name)
        assert meaning(name)


def test_the_report_is_in_plain_units_and_names_what_stays_open_and_the_next_command(calibrated):
    folder = calibrated.report.parent
    page = build_fitted(folder).read_text(encoding="utf-8")
    read = Page(page)
    rows = {row[0]["text"]: [cell["text"] for cell in row] for row in read.tables["figures-table"][1:]}
    checks = {row["target"]: row for row in calibrated.fit.checks.to_dict("records")}
    assert len(rows) == len(checks) == 6
    label = "Theft, where least is recorded"
    cells = next(row for row in read.tables["figures-table"][1:] if row[0]["text"] == label)
    assert cells[1]["values"][0] == pytest.approx(np.exp(checks["theft 1/2"]["value"]))
    assert cells[2]["values"][0] == pytest.approx(np.exp(checks["theft 1/2"]["fitted"]))
    kept = {row[0]["text"]: row for row in read.tables["kept-back-table"][1:]}
    assert set(kept) == {"Theft", "Violence"}
    assert f"mobsim compare {calibrated.scenario}" in read.text
    untold = calibrated.fit.identified[calibrated.fit.identified["told"] == "not"]["parameter"]
    for name in untold:
        assert name in read.text
        assert concerns(name)[1:] in read.text
    shown = {each.verdict for each in plain_figures(checks.values(), describe_figures(calibrated.figures))}
    assert shown <= {"met", "near", "missed"}
    assert verdict_in_words(plain_figures(checks.values(), describe_figures(calibrated.figures))) in read.text


def test_the_report_of_a_folder_that_holds_no_fit_is_refused(calibrated, tmp_path):
    shutil.copytree(calibrated.report.parent, tmp_path / "half")
    (tmp_path / "half" / "checks.json").unlink()
    with pytest.raises(DataError, match=r"checks\.json"):
        build_fitted(tmp_path / "half")


@pytest.fixture(scope="module")
def french(calibrated, folder):
    """What the command prints, and the page that it writes, of a fit that goes on from where it is: at its end."""
    printed = io.StringIO()
    asked = [
        "calibrate",
        folder / "scenario.toml",
        "--targets",
        folder / "targets.toml",
        "--runs",
        "120",
        "--workers",
        "1",
    ]
    with contextlib.redirect_stdout(printed), pytest.raises(SystemExit) as ended:
        main([str(each) for each in (*asked, "--out", calibrated.report.parent, "--lang", "fr")])
    assert not ended.value.code
    return printed.getvalue(), French((calibrated.report.parent / "report-fr.html").read_text(encoding="utf-8"))


def test_the_command_writes_the_report_in_french_in_the_first_place(french, calibrated):
    printed, page = french
    folder = calibrated.report.parent
    assert f"Report: {folder / 'report-fr.html'}" in printed
    assert ("html", "fr") in {(tag, attributes.get("lang")) for tag, attributes in page.tags}
    drawn = {file.stem for file in (folder / "figures-fr").glob("*.svg")}
    assert {"fitted-figures", "fitted-theft"} <= drawn
    own = {row["name"] for row in json.loads((folder / "areas_checked.json").read_text())}
    own = "|".join(map(re.escape, (*own, calibrated.figures.scenario.title, "made by the model itself")))
    for text in page.said:
        assert not ENGLISH.search(re.sub(own, "", text)), text


def test_axes_and_numbers_of_the_french_fit_are_french(french):
    _, page = french
    assert {"Enregistrée", "Ville ajustée"} <= set(page.said)
    for text in page.said:
        assert not re.search(r"\d\.\d|\d%", re.sub(r"mobsim [\w' -]+|[a-z]\w*\.\w+", "", text)), text
