"""Draft which problem type, or kind of crime in it, a user's category of crimes stands for: English and French words."""

import re

from mobsim.intake.words import spelled

NONE = "-"
"""Stands for no problem type: the category is left out."""


_RULES: tuple[tuple[str, str], ...] = (
    (
        r"fraud|fraude|forgery|counterfeit|identity|cyber|traffic\b|collision|impaired|dui\b|bail\b|breach|warrant|prostitution",
        NONE,
    ),
    (r"drug|narcotic|stupefiant|cannabis|cocaine|controlled substance|betaubung|droga|lrcdas|cdsa", "drug_offence"),
    (
        r"violence(?: against (?:the )?person)? (?:and |or )?sexual\b|violent (?:and|or) sexual|sexual (?:and|or) violent"
        r"|physiques? (?:et|ou) sexuel",
        "assault",
    ),
    (r"sex\w*|rape\b|\bviols?\b|indecent|violacion", "sexual_assault"),
    (
        r"robber\w*|mugging|hold ?up|vols? qualifie|vols? (?:a main|avec) (?:armee|violence)|raub\w*|robo\b|extortion|carjack",
        "robbery",
    ),
    (
        r"^vehicle (?:crimes?|offen[cs]es?)$|theft ?from|bike ?theft|vols? dans|larceny from|breaking into (?:a )?vehicle",
        "property_theft",
    ),
    (r"break|burgl\w*|b (?:and |n )?e\b|introduction|cambriolage|housebreak|einbruch|home invasion", "break_in"),
    (r"auto ?theft|(?:auto|car|vehicle|automobile|motor|mvt)\b.*\b(?:theft|stolen|crime)", "vehicle_theft"),
    (r"(?:theft|stolen|vols?)\b.*\b(?:vehicle|auto|car|vehicule|automobile|moteur)", "vehicle_theft"),
    (
        r"homicid\w*|murder|meurtre|manslaughter|killing|shooting|mord\b|violent crimes?$|violence$|crimes? violents?",
        "violence",
    ),
    (
        r"mental|crisis|crise|overdose|surdose|suicid|wellness|welfare check|edp\b|apprehension|mha\b|dispute",
        "social_crisis",
    ),
    (r"assault|batter\w*|violen\w*|voies de fait|coups|wounding|harass\w*|harcel\w*|threat|menace|stalk", "assault"),
    (r"domestic|agression|(?:crimes?|offences?) against (?:the )?person|korperverletzung|lesiones|kidnap", "assault"),
    (
        r"mischief|mefait|vandal\w*|damage|graffiti|disorder|nuisance|public order|anti ?social|asb\b|arson|incendie",
        "disorder",
    ),
    (r"loiter|drunk|trespass|noise", "disorder"),
    (r"property crimes?|crimes? contre les biens|crimes? against property", "theft"),
    (r"theft|larceny|shoplift\w*|steal|stolen|vols?\b|diebstahl|hurto|pickpocket|bicycle", "property_theft"),
    (
        r"gambling|liquor|immigration|weapons?\b|firearm|armes?\b|licen[cs]e|lost\b|found\b|parking|missing|fire\b|driving",
        NONE,
    ),
)
_PATTERNS = tuple((re.compile(rf"(?<![a-z])(?:{words})"), kind) for words, kind in _RULES)
_ALL_CRIME = re.compile(
    r"^(?:all |total )?(?:crimes?|offen[cs]es|incidents)(?: rate| count| total)?$|^total$|all crime"
)


def draft_type(category: str) -> str | None:
    """Return the key of a problem type or of a kind of crime, ``"-"`` for what the model does not have.

    ``None`` where nothing is known of the category.
    """
    plain = spelled(category)
    return next((kind for pattern, kind in _PATTERNS if pattern.search(plain)), None)


def is_all_crime(category: str) -> bool:
    """Whether a category is all crime together."""
    return _ALL_CRIME.search(spelled(category)) is not None
