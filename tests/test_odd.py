"""The ODD is whole: each parameter, rule, state variable and item of the protocol is in it; its links lead somewhere."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import mobsim
from mobsim.scenario.events import KINDS
from mobsim.scenario.mechanisms import alternatives, mechanisms
from mobsim.scenario.parameters import ALL, GROUPS
from mobsim.scenario.sources import sources
from mobsim.validation.targets import targets
from mobsim.world.columns import Communities, Initiatives, Leaders, Neighbourhoods, Officers, Places, Residents

PACKAGE = Path(mobsim.__file__).parent
DOCS = Path(__file__).resolve().parents[1] / "docs"
WRITTEN = (DOCS / "odd.md").read_text(encoding="utf-8")
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Heterogeneity", "Observation",
)  # fmt: skip
ITEMS = {  # of ODD+D (Müller and others 2013): the last letter of each group
    "I.i": "b", "I.ii": "e", "I.iii": "a", "II.i": "e", "II.ii": "h", "II.iii": "b", "II.iv": "e", "II.v": "c",
    "II.vi": "d", "II.vii": "b", "II.viii": "b", "II.ix": "a", "II.x": "b", "III.i": "b", "III.ii": "c", "III.iii": "a",
    "III.iv": "c",
}  # fmt: skip
FIXED = {
    "0.5",
    "0.01",
    "0.02",
    "0.90",
    "2.0",
}  # what starts at a half; bounds of opportunity; the version of the licence


@pytest.fixture(scope="module")
def parts():
    spec = spec_from_file_location("odd_parts", DOCS / "odd_parts.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(parts):
    """The page as a reader has it, its tables filled in."""
    return parts.fill(WRITTEN)


def section(title):
    """A section of the page by its heading."""
    return re.search(rf"^## [^\n]*{title}\n(.*?)(?=^## |\Z)", WRITTEN, flags=re.DOTALL | re.MULTILINE)[1]


def anchors(markdown):
    """The anchors of a page: its headings and the ids written into it."""
    headings = re.findall(r"^#+ (.+?)(?: \{ #[\w-]+ \})?$", markdown, flags=re.MULTILINE)
    slugs = {re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", each).strip().lower()) for each in headings}
    return slugs | set(re.findall(r'(?:id="|\{ #)([\w-]+)', markdown))


def test_every_parameter_stands_in_just_one_table_with_its_default(page):
    rows = re.findall(r"^    \| \[`([\w.]+)`\]\(parameters\.md#(\w+)\) \|(.*)$", page, flags=re.MULTILINE)
    names = [name for name, _, _ in rows]
    assert sorted(names) == sorted(ALL)
    assert {group for _, group, _ in rows} == {*GROUPS, "strategy"}
    for name, group, rest in rows:
        declared = ALL[name].declared
        cells = [cell.strip() for cell in rest.split(" | ")]
        assert name.startswith(f"{group}.")
        assert cells[0].startswith(f"{declared.about} *{declared.unit}")
        assert cells[1] == f"{declared.default:g}"
        assert declared.source in cells[3]
        assert declared.grade in cells[3]


def test_the_head_of_a_table_counts_what_is_assumed(page):
    reported = [
        (int(all_), int(assumed)) for all_, assumed in re.findall(r"Parameters: (\d+), of which (\d+) are", page)
    ]
    assert sum(count for count, _ in reported) == len(ALL)
    assert sum(count for _, count in reported) == sum(each.declared.grade == "assumed" for each in ALL.values())


@pytest.mark.parametrize("floor", ["rules", "mobilization"])
def test_every_file_of_the_rules_is_linked_and_shown_whole(floor, parts):
    shown = parts.code_pages()
    for file in sorted((PACKAGE / floor).glob("*.py")):
        if file.stem != "__init__":
            assert f"[{file.name}](../src/mobsim/{floor}/{file.stem}.py)" in WRITTEN
            assert file.read_text(encoding="utf-8") in shown[f"code/{floor}/{file.stem}.md"]


def test_every_submodel_leads_to_its_rule_and_its_code():
    submodels = re.split(r"^### ", section("Submodels"), flags=re.MULTILINE)[1:]
    assert len(submodels) > 15
    for each in submodels:
        assert "](rules.md#" in each, each[:40]
        assert "](../src/mobsim/" in each, each[:40]


def test_anchors_lead_somewhere(page, parts):
    spec = spec_from_file_location("hooks", DOCS / "hooks.py")
    hooks = module_from_spec(spec)
    spec.loader.exec_module(hooks)
    texts = {file.name: file.read_text(encoding="utf-8") for file in DOCS.glob("*.md")} | hooks.pages()
    texts["odd.md"] = page
    links = re.findall(r"\]\(([\w/]*(?:\.md)?)#([\w-]+)\)", page)
    assert len(links) > 100
    for file, anchor in links:
        assert anchor in anchors(texts[file or "odd.md"]), f"{file}#{anchor}"


def test_numbered_steps_of_week_and_cycle_have_anchors():
    rules = (DOCS / "rules.md").read_text(encoding="utf-8")
    ids = re.findall(r"^### \d+\. .+ \{ #([\w-]+) \}$", rules, flags=re.MULTILINE)
    assert ids == [f"week-{n}" for n in range(1, 5)] + [f"cycle-{n}" for n in range(12)]


@pytest.mark.parametrize("group", ITEMS)
def test_every_item_of_the_protocol_for_human_decisions_is_marked(group):
    marked = set()
    for letters in re.findall(rf"(?<![\w.]){re.escape(group)}\.([a-z](?:-[a-z])?)\b", WRITTEN):
        marked |= {chr(each) for each in range(ord(letters[0]), ord(letters[-1]) + 1)}
    assert marked == {chr(each) for each in range(ord("a"), ord(ITEMS[group]) + 1)}


def test_the_seven_elements_and_all_design_concepts_are_there():
    elements = re.findall(r"^## (\d)\. ", WRITTEN, flags=re.MULTILINE)
    assert elements == list("12345678")
    headings = " ".join(re.findall(r"^### (.+)$", section("Design concepts"), flags=re.MULTILINE)).lower()
    assert all(concept.lower() in headings for concept in CONCEPTS)


@pytest.mark.parametrize("table", [Residents, Places, Neighbourhoods, Officers, Leaders, Initiatives, Communities])
def test_every_state_variable_is_named(table):
    named = set(re.findall(r"`(\w+)`", section("Entities, state variables and scales")))
    assert set(table.__annotations__) <= named


def test_every_target_mechanism_alternative_and_event_stands_on_the_page(page):
    for target in targets().values():
        assert all(f"| {part.id} |" in page for part in target.parts)
    assert all(f"| `{name}` |" in page for name in (*mechanisms(), *KINDS))
    assert all(f"`{each.name}.{choice}`" in page for each in alternatives().values() for choice in each.choices)


def test_the_order_of_day_and_cycle_is_that_of_the_code(page):
    for file, first in (("engine/day.py", "1. Officers are deployed"), ("engine/cycle.py", "1. The purse is granted")):
        code = (PACKAGE / file).read_text(encoding="utf-8")
        steps = re.search(rf"    ({re.escape(first)}.*?)\n    \"\"\"", code, flags=re.DOTALL)[1]
        assert re.sub(r"\n +", "\n", steps) in re.sub(r"\n +", "\n", page)


def test_no_fitted_value_is_typed_into_the_text():
    typed = set(re.findall(r"(?<![\w.])\d+\.\d+(?![\w.]*\])", re.sub(r"\]\([^)]*\)", "]", WRITTEN)))
    assert typed <= FIXED


def test_works_are_cited_by_keys_that_exist():
    keys = set(re.findall(r"parameters\.md#(\w+_\d{4})\b", WRITTEN))
    assert len(keys) > 30
    assert keys <= set(sources())


def test_words_set_in_bold_among_the_submodels_are_in_the_glossary():
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"^\| ([^|]+?) \|", glossary, flags=re.MULTILINE)[2:]
    assert words == sorted(set(words), key=str.casefold)
    plain = {re.sub(r" \(.*\)", "", word) for word in words}
    for bold in re.findall(r"\*\*([^*]+)\*\*", section("Submodels")):
        assert bold.lower().rstrip("s") in plain or bold.lower() in {"social crises"}, bold
