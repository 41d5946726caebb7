"""What the page says: every sentence in both languages, a word for everything that ships, exercises that can be held."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from page_town import decision

from mobsim.errors import ScenarioError
from mobsim.measures.recorded import BY_AREA, BY_TOWN
from mobsim.report.sections.replay import REPLAY
from mobsim.scenario.enumerations import Age, Role, Zone
from mobsim.scenario.events import KINDS
from mobsim.scenario.initiatives import Lead, Measure
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.problems import AGENCIES, DEFAULT_PROBLEMS
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.shipped import shipped_scenarios
from mobsim.scenario.strategy import LeadPolicy
from mobsim.screen import FOLDER as FOLDER_OF_VIEWS
from mobsim.screen import LANGUAGES, words
from mobsim.web.actions import OFFERED
from mobsim.web.cards import FILE as CARDS
from mobsim.web.cards import read_cards
from mobsim.web.exercises import FOLDER, describe_exercises, exercises, read_exercise
from mobsim.web.picture import describe_outcomes

PAGE = FOLDER.parent / "page"
SHOWN = [FOLDER_OF_VIEWS, PAGE, REPLAY]
WORDS = {code: words(code) for code in LANGUAGES}
PLACES = re.compile(r"\{(\w+)\}")


def flat(node, path=""):
    if isinstance(node, str):
        return {path.rstrip("."): node}
    return {key: text for name, child in node.items() for key, text in flat(child, f"{path}{name}.").items()}


def test_both_languages_say_the_same_things_with_the_same_places_to_fill():
    english, french = (flat(words) for words in WORDS.values())
    assert english.keys() == french.keys()
    for key, text in english.items():
        assert set(PLACES.findall(text)) == set(PLACES.findall(french[key])), key
        assert text.strip(), key
        assert french[key].strip(), key


def test_french_signs_stay_with_their_words():
    for key, text in flat(WORDS["fr"]).items():
        assert not re.search(" [:%»]|« ", text), key


def test_every_key_that_the_page_names_is_there():
    known = flat(WORDS["en"])
    scripts = [file for folder in SHOWN for file in folder.rglob("*.js")]
    assert len(scripts) > 30
    for file in [*scripts, PAGE / "index.html"]:
        source = file.read_text("utf-8")
        for key in re.findall(r"""\b(?:t|many)\("([a-z_.]+)"|data-(?:text|label)="([a-z_.]+)\"""", source):
            name = key[0] or key[1]
            assert name in known or f"{name}.one" in known, (file.name, name)


@pytest.mark.parametrize("code", WORDS)
def test_everything_that_ships_has_a_word(code):
    words = WORDS[code]
    outcomes = describe_outcomes(load_scenario("columbus"))
    for kind, names in {
        "outcomes": {*BY_TOWN, *BY_AREA, "need", "zone"},
        "units": {outcomes[name]["unit"] for name in BY_TOWN},
        "strategies": PRESETS,
        "events": KINDS,
        "levers": {*OFFERED, "budget"},
        "leads": LeadPolicy.keys(),
        "roles": Role.keys(),
        "ages": Age.labels(),
        "zones": {str(int(zone)) for zone in Zone},
        "kinds": {f"{lead.label}, {measure.key}" for lead in Lead for measure in Measure},
        "problems": {problem.name for problem in DEFAULT_PROBLEMS},
        "agencies": AGENCIES,
        "scenarios": shipped_scenarios(),
    }.items():
        assert set(names) <= words[kind].keys(), kind


class TestExercises:
    def test_there_are_nine_in_order(self):
        assert len(exercises()) == 9
        assert [name[0] for name in exercises()] == [str(number + 1) for number in range(len(exercises()))]

    @pytest.mark.parametrize("name", exercises())
    def test_its_decisions_can_be_taken_in_its_town(self, name):
        exercise = exercises()[name]
        scenario = load_scenario(exercise.scenario)
        assert scenario.strategy(exercise.a).name == exercise.a
        assert scenario.strategy(exercise.b).name == exercise.b
        assert exercise.weeks * 7 <= scenario.days
        for event in exercise.events:
            decision({key: value for key, value in event.items() if key != "day"}, scenario)

    @pytest.mark.parametrize("name", exercises())
    def test_it_has_something_to_say_however_the_towns_come_out(self, name):
        points = exercises()[name].points
        assert sum(not point.when for point in points) >= 2
        assert any(point.source for point in points)

    @pytest.mark.parametrize("name", exercises())
    def test_each_answer_can_come_true_and_is_judged_by_what_is_revealed(self, name):
        exercise = exercises()[name]
        for answer in exercise.answers:
            outcomes = [outcome for outcome, _ in answer.when]
            assert len(outcomes) == len(set(outcomes)), "no outcome can be two things"
            assert set(outcomes) <= set(exercise.reveal), "the room sees the figures"
        assert len({str(answer.when) for answer in exercise.answers}) == len(exercise.answers)

    def test_no_exercise_says_beforehand_what_will_come_out(self):
        """A figure with a unit belongs to what the page computes; texts name weeks, shares of the setting, sources."""
        reported = json.dumps([[each["words"], each["answers"]] for each in describe_exercises()], ensure_ascii=False)
        assert not re.search(r"\d[\d.,]*\s?%", reported)

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            ({"weeks": 2}, "weeks"),
            ({"reveal": ["happiness"]}, "happiness"),
            ({"path": "trust@most"}, "trust@most"),
            ({"reveal": ["trust#104"]}, "trust#104"),
            ({"reveal": ["trust#x"]}, "trust#x"),
            ({"answers": [{"en": "a", "fr": "b", "when": [["trust", "up"]]}] * 2}, "up"),
            ({"answers": [{"en": "a", "fr": "b", "when": []}] * 2}, "answers"),
            ({"colour": "blue"}, "colour"),
            ({"events": [{"day": 900, "do": "budget", "towns": "a", "budget": 1.0}]}, "900"),
        ],
    )
    def test_a_wrong_one_is_refused_by_name(self, tmp_path, change, named):
        tomli_w = pytest.importorskip("tomli_w")
        content = tomllib.loads((FOLDER / "5_trust_after_a_scandal.toml").read_text("utf-8"))
        file = tmp_path / "wrong.toml"
        file.write_text(tomli_w.dumps(content | change), encoding="utf-8")
        with pytest.raises(ScenarioError, match=named):
            read_exercise(file)


def test_a_wrong_card_is_refused_by_name(tmp_path):
    tomli_w = pytest.importorskip("tomli_w")
    content = tomllib.loads(CARDS.read_text("utf-8"))
    content["cards"][1]["aim"] = [["happiness", "higher"]]
    file = tmp_path / "cards.toml"
    file.write_text(tomli_w.dumps(content), encoding="utf-8")
    with pytest.raises(ScenarioError, match="happiness"):
        read_cards(file)


def test_no_text_of_the_page_is_written_in_its_code():
    """Sentences stand in the files of words, where both languages are."""
    markup = (PAGE / "index.html").read_text("utf-8")
    body = re.sub(r"<[^>]+>", "", markup.split("<body>")[1])
    assert body.split() == ["mobsim"]


def test_pages_ask_for_nothing_elsewhere():
    for file in [path for folder in SHOWN for path in folder.rglob("*.*") if path.suffix not in (".py", ".pyc")]:
        found = set(re.findall(r"https?://[^\s\"'`)]+", file.read_text("utf-8")))
        assert found <= {"http://www.w3.org/2000/svg"}, file.name
        assert Path(file).stat().st_size < 60_000
