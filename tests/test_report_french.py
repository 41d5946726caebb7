"""The report in French: nothing stays English, both languages say the same, and numbers have French signs."""

import ast
import base64
import html
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from report_folder import write_folder
from sweep_files import TWO_BY_TWO, sweep_formula
from test_report import Page

import mobsim.intake
import mobsim.report
from mobsim.calibration.plain_figures import CLOSE, MET, MISSED
from mobsim.cli.reporting import report as report_command
from mobsim.errors import UsageError
from mobsim.experiment.unequal import terms_in_words as terms_in_english
from mobsim.measures import OUTCOMES, books
from mobsim.report import build
from mobsim.report.language import Sentences, catalogue, in_language
from mobsim.report.nouns import definite
from mobsim.report.numbers import count, dollars, hundredths, in_hundred, percent, plain
from mobsim.report.strategies import about_strategy, terms_in_words
from mobsim.report.vocabulary import ensemble_title, event_kind, lever, noun, outcome, strategy_named, town_title
from mobsim.scenario.events import KINDS
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.scenario.shipped import shipped_scenarios
from mobsim.scenario.sources import GRADES
from mobsim.scenario.text_files import read_toml
from mobsim.scenario.unit_costs import ITEMS
from mobsim.screen import words as screen_words

HARD, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
REPORT = Path(mobsim.report.__file__).parent
SPEAKERS = [*REPORT.rglob("*.py"), *Path(mobsim.intake.__file__).parent.glob("*.py")]
SUBJECTS = sorted(file.stem for file in (REPORT / "words").glob("*.toml"))
ENGLISH = re.compile(
    r"\b(the|of|and|with|than|under|which|between|is|are|was|were|from|that|this|what|how|each|their|there|not|by|to|it|its"
    r"|more|less|who|has|have|had|can|for|residents?|strateg(?:y|ies)|neighbourhoods?|runs?|share|year)\b",
    re.IGNORECASE,
)
"""Words that no French sentence has."""
OWN = re.compile(r"What [\w ]+ does\.|Neighbourhood \d+|A made-up town")
"""What the made-up folder says in its own words."""


class French(Page):
    """Read what a French page says: its text and the words of its pictures, but for what is marked as English, and code."""

    def __init__(self, text):
        self.said, self.apart = [], 0
        super().__init__(text)

    def handle_starttag(self, tag, attributes):
        super().handle_starttag(tag, attributes)
        given = dict(attributes)
        if self.apart or tag in ("code", "style", "script") or given.get("lang") == "en":
            self.apart += tag not in ("meta", "img", "br", "hr", "link", "input", "col")
        given = given if given.get("name") != "viewport" else {}
        self.said += [given[name] for name in ("alt", "content", "aria-label") if name in given and not self.apart]
        if given.get("src", "").startswith("data:image/svg"):
            drawn = base64.b64decode(given["src"].partition(",")[2]).decode("utf-8")
            self.said += map(html.unescape, re.findall(r"<text[^>]*>([^<]*)</text>", drawn))

    def handle_endtag(self, tag):
        super().handle_endtag(tag)
        self.apart -= bool(self.apart)

    def handle_data(self, data):
        super().handle_data(data)
        if not self.apart and data.strip():
            self.said.append(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_folder(
        tmp_path_factory.mktemp("french") / "town",
        strategies=("status_quo", "hot_spots", "full_model"),
        side=3,
        seeds=5,
    )


@pytest.fixture(scope="module")
def page(folder):
    report_command(folder, language="fr")
    return French((folder / "report-fr.html").read_text(encoding="utf-8"))


def places(text):
    return {name.partition(".")[0] for name in re.findall(r"{([\w.]+)}", text)}


def texts(entry, code):
    found = entry.get(code, {})
    return [found] if isinstance(found, str) else list(found.values())


@pytest.mark.parametrize("subject", SUBJECTS)
def test_both_languages_have_the_same_places(subject):
    for key, entry in catalogue(subject).items():
        assert texts(entry, "fr"), key
        if "en" not in entry:  # English names stand where the things are declared
            continue
        named = [set.union(*map(places, texts(entry, code))) for code in ("en", "fr")]
        assert named[0] == named[1], (subject, key)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_french_text_is_english_or_set_as_english_is(subject):
    for key, entry in catalogue(subject).items():
        for text in texts(entry, "fr"):
            bare = re.sub(r"{[\w.]+}|mobsim \w+|--[\w-]+|\w+\.(json|csv|md|parquet)", "", text)
            assert not ENGLISH.search(bare), (subject, key, text)
            unnumbered = re.sub(r"^\d\.\d\S* |Apache-2.0", "", text)
            assert not re.search(r"'| [:%$»]|« |\d \d{3}|\d\.\d| [;!?]", unnumbered), (subject, key, text)


def used_in_code():
    """Return the strings of all modules, and what f-strings begin with."""
    whole, begun = set(), set()
    for file in SPEAKERS:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                begun.add(node.values[0].value)
            if isinstance(node, ast.JoinedStr) and len(node.values) > 1 and isinstance(node.values[-1], ast.Constant):
                begun.add(node.values[-1].value)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    return whole, {each for each in begun if re.fullmatch(r"\w{2,}[-_]?", each)}


def test_every_sentence_is_said_somewhere():
    whole, begun = used_in_code()
    known = whole | {MET, CLOSE, MISSED} | set(OUTCOMES) | set(screen_words("en")["levers"])
    for subject in SUBJECTS:
        if "en" not in next(iter(catalogue(subject).values())):
            continue
        for key in (key for key, entry in catalogue(subject).items() if "en" in entry):
            parts = any(key.startswith(each) or key.endswith(each) for each in begun)
            assert key in known or parts or key.removesuffix("_meaning") in known, (subject, key)


def test_every_sentence_that_is_said_is_known():
    for file in SPEAKERS:
        text = file.read_text(encoding="utf-8")
        subject = re.search(r'^say(?:, \w+)? = Sentences\("(\w+)"\)', text, re.MULTILINE)
        for caller, own in (("say", subject and subject.group(1)), ("common", "common"), ("tell", "data_account")):
            for key in re.findall(rf'(?<![\w.]){caller}\(\s*"([\w-]+)"[,)]', text):
                assert key in catalogue(own), (file.name, key)


def test_names_are_those_of_the_live_page():
    named = screen_words("fr")["outcomes"]
    with in_language("fr"):
        for name in OUTCOMES:
            assert outcome(name).label == named.get(name, outcome(name).label)
            assert outcome(name).label != OUTCOMES[name].label
            assert not ENGLISH.search(outcome(name).unit)
        assert strategy_named("status_quo") == f"«{HARD}Statu quo{HARD}»"
        assert strategy_named("my_plan") == f"«{HARD}My plan{HARD}»"


def test_all_that_ships_has_a_french_name():
    shipped = json.loads(files("mobsim.scenario").joinpath("ensembles", "evidence.json").read_text(encoding="utf-8"))
    with in_language("fr"):
        for name, preset in PRESETS.items():
            assert about_strategy(name, preset.about) != preset.about
            assert about_strategy(name, "Our own words.") == "Our own words."
        assert set(ITEMS) == set(catalogue("unit_costs"))
        assert set(GRADES) == set(catalogue("grades"))
        entries = {word for book in books.BOOKS for side in (book.given, book.became) for word in side}
        assert entries | {book.resource for book in books.BOOKS} == set(catalogue("book_entries"))
        assert {kind.name for problem in DEFAULT_PROBLEMS for kind in problem.kinds} <= set(catalogue("incidents"))
        for name in PRESETS["full_model"].levers._fields:
            assert not ENGLISH.search(lever(name))
        assert ensemble_title(shipped["title"]) == f"«{HARD}Ce que les connaissances laissent ouvert{HARD}»"
        titles = {read_toml(file)[0]["title"] for file in shipped_scenarios().values()}
        assert titles <= set(catalogue("towns"))
        assert town_title("Columbus, Ohio: 49 neighbourhoods") == f"Columbus, Ohio{HARD}: 49 quartiers"
        assert town_title("Our town: a draft") == "Our town: a draft"
        for kind in KINDS:
            assert not ENGLISH.search(event_kind(kind))


def test_names_take_the_article_that_a_sentence_needs():
    with in_language("fr"):
        assert noun("harm").of == "du préjudice"
        assert noun("insecurity").some == "d\N{RIGHT SINGLE QUOTATION MARK}insécurité"
        assert noun("insecurity").of == "de l\N{RIGHT SINGLE QUOTATION MARK}insécurité"
        assert noun("stops").of == "des interpellations"
        assert definite("My measure").of == f"de «{HARD}My measure{HARD}»"
    assert noun("trust") == "trust in police"


def test_numbers_have_french_signs():
    with in_language("fr"):
        assert plain(12345.678, 1) == f"12{THIN}345,7"
        assert percent(-0.052, sign=True) == f"\N{MINUS SIGN}5,2{HARD}%"
        assert percent(0.0001) == f"moins de 0,1{HARD}%"
        assert dollars(-1234.5) == f"\N{MINUS SIGN}1{THIN}234{HARD}$"
        assert dollars(78.93) == f"78,93{HARD}$"
        assert in_hundred(0.999) == "plus de 99 sur 100"
        assert hundredths(0.001) == "moins de 1"
        assert [count(1), count(1, feminine=True), count(12)] == ["un", "une", "12"]
    assert dollars(-1234.5) == "\N{MINUS SIGN}$1,234"


def test_terms_are_told_alike_in_english():
    entry = {
        "terms": {
            "officers_share": 1.25,
            "purse_share": 0.9,
            "start_day": 27,
            "waves": [{"day": 0, "neighbourhoods": ["1"]}, {"day": 55, "neighbourhoods": ["2", "3"]}],
        }
    }
    assert terms_in_words(entry) == terms_in_english(entry)
    with in_language("fr"):
        assert terms_in_words(entry)[0] == "1,25 fois l\N{RIGHT SINGLE QUOTATION MARK}effectif policier de la ville"


def test_number_decides_the_form_of_a_sentence():
    say = Sentences("limits")
    with in_language("fr"):
        assert "1,5 an avec" in say("size", of=1.5, people="9", years="1,5")
        assert "2 ans avec" in say("size", of=2, people="9", years="2")


def test_the_page_says_that_it_is_french(page):
    assert page.named("html") == [{"lang": "fr"}]
    assert "La réponse en bref" in page.text


def words_of_english_alone():
    """Return the words of all English texts that no French text has."""
    found = {"en": set(), "fr": set()}
    for subject in SUBJECTS:
        for entry in catalogue(subject).values():
            for code, words in found.items():
                words |= {word for text in texts(entry, code) for word in words_in(re.sub(r"{[\w.]+}", "", text))}
    return (
        found["en"] - found["fr"] - {word for unit in screen_words("fr")["units"].values() for word in words_in(unit)}
    )


def words_in(text):
    return set(re.findall(r"[^\W\d_]{3,}", text.lower()))


def test_nothing_on_the_page_stays_english(page):
    assert len(page.said) > 500
    english = words_of_english_alone()
    assert {"cost", "ranking", "limits", "strategy"} <= english
    for text in page.said:
        shown = re.sub(r"mobsim [\w' -]+|\w+\.parquet|machine .*system \w+", "", OWN.sub("", text))
        assert not ENGLISH.search(shown), text
        assert not words_in(shown) & english, text


def test_numbers_on_the_page_are_french(page):
    for text in page.said:
        shown = re.sub(r"\d+\.\d+\.\d+|\w+\.parquet", "", text)
        assert not re.search(r"\d\.\d|\$\d|\d%|\d [%$]", shown), text


def test_nothing_on_the_page_of_a_sweep_stays_english(tmp_path):
    named = TWO_BY_TWO.replace("Two by two", "Deux facteurs")
    swept = sweep_formula(
        tmp_path, named, lambda set_at, seed: {"harm": 9.5 * set_at["strategy.leadership"] + seed % 7, "trust": 0.5}
    )
    page = French(build(swept, language="fr").read_text(encoding="utf-8"))
    assert "Ce que demandent les lignes directrices" in page.text
    for text in page.said:
        shown = re.sub(r"mobsim [\w' -]+|strategy\.\w+|{.*}", "", text)
        assert not ENGLISH.search(shown), text
        assert not re.search(r"\$\d|\d%|\d [%$]", shown), text


def test_pictures_lie_apart_and_data_keep_their_names(folder, page):
    assert page.named("img")
    drawn = {file.name for file in (folder / "figures-fr").iterdir()}
    assert "ranking.svg" in drawn
    assert not (folder / "report.html").exists()


def test_an_unknown_language_is_refused(folder):
    with pytest.raises(UsageError, match="language"):
        build(folder, language="de")


def test_the_words_are_plain_data():
    for subject in SUBJECTS:
        json.dumps(catalogue(subject))
