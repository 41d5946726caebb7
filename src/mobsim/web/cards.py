"""Role cards: who sits at the table of a room that decides together, what each says aloud, and what each wants in private."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from mobsim.scenario.file_table import FileTable
from mobsim.web.checked_files import read_checked
from mobsim.web.exercises import LANGUAGES, Conditions, Text, check_conditions

FILE = Path(str(files("mobsim.web"))) / "cards.toml"


class CardWords(FileTable):
    """What stands on a card in one language: for all to hear, for its holder alone, and a question to take along."""

    title: Text
    public: Text
    private: Text
    ask: Text


class Card(FileTable):
    """One card; its ``aim`` is met where town B came out against town A as all of it has it."""

    role: Text
    aim: Annotated[Conditions, Field(min_length=1)]
    en: CardWords
    fr: CardWords


class Cards(FileTable):
    """All cards of a table."""

    cards: Annotated[list[Card], Field(min_length=2)]


def read_cards(file: Path) -> list[Card]:
    """Read cards and check what their aims name.

    Raises
    ------
    ScenarioError
        The first thing that is wrong.
    """
    cards = read_checked(file, Cards, "cards").cards
    for card in cards:
        check_conditions("cards.aim", card.aim, file, None)
    return cards


@cache
def cards() -> list[Card]:
    """Read the cards that ship."""
    return read_cards(FILE)


def describe_cards() -> list[dict[str, Any]]:
    """Tell the page of all cards."""
    return [
        {
            "role": card.role,
            "aim": card.aim,
            "words": {language: getattr(card, language).model_dump() for language in LANGUAGES},
        }
        for card in cards()
    ]
