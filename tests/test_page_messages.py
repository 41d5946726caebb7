"""What a page may send: a schema takes in what the page sends, and answers all else with one sentence."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobsim.errors import UsageError
from mobsim.web.messages import LARGEST_MESSAGE, MOST_DECISIONS, OPENING, WISH, Decision, read_message

LEVER = {"do": "levers", "towns": "b", "levers": {"leadership": 0.3}}
OPENINGS = (
    {"do": "begin", "scenario": "columbus", "a": "status_quo", "b": "full_model"},
    {"do": "begin", "instead": None, "scenario": "columbus", "a": "x", "b": "y", "seed": 2**63 - 1, "log": []},
    {"do": "begin", "scenario": "c", "a": "x", "b": "y", "log": [{"day": 7, **LEVER}, {"day": 30, "do": "end"}]},
    {"do": "resume", "session": "key", "have": {"weeks": 4, "tables": 1, "story": 0}},
    {"do": "resume", "session": "key", "have": {}},
)
WISHES = (
    {"do": "ack", "frame": 3}, {"do": "play"}, {"do": "pause"}, {"do": "step", "days": 28},
    {"do": "speed", "days": 400}, {"do": "speed", "days": 0.5}, {"do": "watch", "area": 4, "week": None},
    {"do": "watch", "area": None, "week": 7}, {"do": "describe", "kind": "leader", "town": "a", "row": 0}, LEVER,
    {"do": "explain", "outcome": "trust"}, {"do": "explain", "outcome": "harm", "week": 4, "weeks": 13},
    {"do": "branch", "town": "a", "week": 3}, {"do": "branch", "town": "b", "week": 0, "along": True}, {"do": "discard"},
    {"do": "explain", "outcome": "harm", "towns": "bc"}, {"do": "budget", "towns": "c", "budget": 0.5},
    {"do": "preset", "towns": "ab", "name": "hot_spots"}, {"do": "budget", "towns": "a", "budget": 0.5},
    {"do": "event", "towns": "ab", "kind": "plant_closure", "severity": 1, "neighbourhood": "4"},
)  # fmt: skip
WRONG = (
    "", "null", "5", "[]", "{}", '"\\ud800"', "Infinity", "[" * 100_000, '{"a":' * 100_000, "9" * 100_000, "\x00",
    '{"do":"ack","frame":Infinity}', '{"do":"ack","frame":NaN}', '{"do":"ack","frame":1e400}', '{"do":"ack","frame":-1}',
    '{"do":"ack","frame":true}', '{"do":"ack","frame":' + "9" * 5_000 + "}", '{"do":"step","days":Infinity}',
    '{"do":"step","days":0}', '{"do":"speed","days":-1}', '{"do":"resume","have":5}', '{"do":"resume","session":"x","have":5}',
    '{"do":"watch","area":1.5}', '{"do":"describe"}', '{"do":"describe","kind":"mayor","town":"a","row":0}', '{"do":"leave"}',
    '{"do":"branch","town":"c","week":1}', '{"do":"branch","town":"a","week":-1}',
    '{"do":"explain","outcome":"harm","towns":"cb"}',
    '{"do":"explain","outcome":"happiness"}', '{"do":"explain","outcome":"trust","weeks":0}',
    '{"do":"save","what":"a","token":"x"}', '{"do":["ack"]}', '{"do":"play","more":1}',
    '{"do":"play","' + "k" * 5_000 + '":1}',
    '{"do":"levers","towns":"b","levers":5}', '{"do":"levers","towns":"b","levers":{"leadership":Infinity}}',
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "message"), [(OPENING, each) for each in OPENINGS] + [(WISH, each) for each in WISHES]
)
def test_what_the_page_sends_is_taken_in(kind, message):
    read = read_message(kind, json.dumps(message))
    assert read.do == message["do"]


def test_a_saved_session_is_read_line_by_line():
    read = read_message(OPENING, json.dumps(OPENINGS[2]))
    assert [(line.day, line.action.do) for line in read.log] == [(7, "levers"), (30, "end")]
    assert read.log[0].action.levers == {"leadership": 0.3}
    for line in ({"do": "end"}, {"day": -1, "do": "end"}, {"day": 1}, {"day": 1, "do": "dance"}, 5, None):
        with pytest.raises(UsageError, match="log"):
            read_message(OPENING, json.dumps({**OPENINGS[2], "log": [line]}))


def test_the_longest_session_fits_into_a_message():
    lines = [{"day": 364, **LEVER}] * MOST_DECISIONS
    text = json.dumps({**OPENINGS[2], "log": lines}, separators=(",", ":"))
    assert len(text) < LARGEST_MESSAGE
    assert read_message(OPENING, text).log == (Decision(day=364, action=read_message(WISH, json.dumps(LEVER))),) * len(
        lines
    )
    with pytest.raises(UsageError, match="log"):
        read_message(OPENING, json.dumps({**OPENINGS[2], "log": [*lines, lines[0]]}))


@pytest.mark.parametrize("kind", [OPENING, WISH])
@pytest.mark.parametrize("text", WRONG, ids=lambda text: repr(text[:40]))
def test_what_is_none_of_it_is_refused_with_a_sentence(kind, text):
    assert_refused(kind, text)


def assert_refused(kind, text):
    with pytest.raises(UsageError) as refused:
        read_message(kind, text)
    sentence = str(refused.value)
    assert sentence.endswith("Reload the page.")
    assert "\n" not in sentence
    assert len(sentence) < 300


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=50)
@given(st.sampled_from([*OPENINGS, *WISHES]), st.data())
def test_a_message_with_anything_in_place_of_a_part_is_read_or_refused(message, data):
    changed = dict(message)
    changed[data.draw(st.sampled_from([*message, "more"]))] = data.draw(ANYTHING)
    for kind in (OPENING, WISH):
        with suppress(UsageError):
            read = read_message(kind, json.dumps(changed))
            assert json.loads(read.model_dump_json())["do"] == changed["do"]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_bytes_of_any_kind_are_refused_with_a_sentence(content):
    assert_refused(WISH, content)
