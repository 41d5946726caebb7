"""Draft which problem type, or kind of crime in it, a user's category of crimes stands for.

Words are English and French, and the commonest of German, Dutch, Spanish, Portuguese and Italian offices.
"""

import re

from mobsim.intake.words import spelled

NONE = "-"
"""Stands for no problem type: the category is left out."""


_RULES: tuple[tuple[str, str], ...] = (
    (
        r"fraud|fraude|forgery|counterfeit|identity|cyber|traffic\b|collision|impaired|dui\b|bail\b|breach|warrant|prostitution"
        r"|estafa|estelionato|oplichting|betrug|truff\w*|transito|seguridad vial|seg vial|verkehr",
        NONE,
    ),
    (
        r"drug|narcotic|stupefiant|cannabis|cocaine|controlled substance|betaubung|drogas?\b|rauschgift|stupefacent"
        r"|estupefac\w*|entorpecent\w*|narcotrafico|lrcdas|cdsa",
        "drug_offence",
    ),
    (
        r"violence(?: against (?:the )?person)? (?:and |or )?sexual\b|violent (?:and|or) sexual|sexual (?:and|or) violent"
        r"|physiques? (?:et|ou) sexuel",
        "assault",
    ),
    (r"sex\w*|rape\b|\bviols?\b|indecent|violacion|estupro|verkrachting|zeden\w*|vergewaltig\w*", "sexual_assault"),
    (
        r"(?:robo|hurto|furto|roubo|sustraccion|substraccion|robado)s?\b.*\b(?:vehicul\w*|veicul\w*|auto\w*|moto\w*"
        r"|carros?|coches?)"
        r"|diebstahl von (?:kraftwagen|kfz|pkw)|(?:kfz|auto) ?diebstahl|(?:diefstal|furti)\b.*\b(?:auto\w*|moto\w*)",
        "vehicle_theft",
    ),
    (
        r"(?:robo|hurto|furto|furti|roubo|arrombamento)s?\b(?!.*\bcon violencia).*\b(?:fuerza|residenci\w*"
        r"|domicili\w*|casa|habitacion|vivienda|negocio|comercio"
        r"|establecimiento|abitazion\w*)|(?:wohnungs|wohnraum)?einbruch|woninginbraak|inbraak",
        "break_in",
    ),
    (
        r"robber\w*|mugging|hold ?up|vols? qualifie|vols? (?:a main|avec) (?:armee|violence)|\w*raub\b|raub\w*"
        r"|robos?\b|roubos?\b|atraco|rapina|rapinas|asalto|\w*overval\w*|straatroof|beroving|extortion|extorsi\w*"
        r"|carjack",
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
        r"homicid\w*|omicidi\w*|asesinato|feminicidio|latrocinio|doodslag|totschlag|murder|meurtre|manslaughter"
        r"|killing|shooting|mord\b|violent crimes?$|violence$|crimes? violents?",
        "violence",
    ),
    (
        r"mental|crisis|crise|overdose|surdose|suicid|wellness|welfare check|edp\b|apprehension|mha\b|dispute",
        "social_crisis",
    ),
    (r"assault|batter\w*|violen\w*|voies de fait|coups|wounding|harass\w*|harcel\w*|threat|menace|stalk", "assault"),
    (
        r"domestic|agression|(?:crimes?|offences?) against (?:the )?person|\w*korperverletzung\w*|lesiones|lesoes"
        r"|lesioni|mishandeling|geweld\w*|amenazas?|ameacas?|minacce|bedreiging|bedrohung|kidnap"
        r"|secuestro|violencia|violenza|agresion",
        "assault",
    ),
    (
        r"mischief|mefait|vandal\w*|damage|graffiti|disorder|nuisance|public order|anti ?social|asb\b|arson|incendie"
        r"|vernieling|sachbeschadigung|brandstift\w*|branddelikt\w*|danos?\b|danneggiament\w*|vandalismo|incendio|overlast",
        "disorder",
    ),
    (r"loiter|drunk|trespass|noise", "disorder"),
    (r"property crimes?|crimes? contre les biens|crimes? against property", "theft"),
    (
        r"theft|larceny|shoplift\w*|steal|stolen|vols?\b|diebstahl|hurtos?\b|furt[oi]s?\b|\w*diefstal\w*"
        r"|\w*diebstahl\w*|zakkenroll\w*|borseggi\w*|sustraccion|pickpocket|bicycle",
        "property_theft",
    ),
    (
        r"gambling|liquor|immigration|weapons?\b|firearm|armes?\b|licen[cs]e|lost\b|found\b|parking|missing|fire\b|driving",
        NONE,
    ),
)
_PATTERNS = tuple((re.compile(rf"(?<![a-z])(?:{words})"), kind) for words, kind in _RULES)
_ALL_CRIME = re.compile(
    r"^(?:all |total )?(?:crimes?|offen[cs]es|incidents)(?: rate| count| total)?$|^total$|all crime"
    r"|^(?:total |totaal |alle |geregistreerde |recorded |total de )?(?:misdrijven|straftaten|delitos|reati|recorded crimes?)"
    r"(?: insgesamt| totaal| totales)?(?: (?:inwoners|inw|einwohner|habitantes))*$"
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
