"""Problem types and the kinds of incident within them: a table that a scenario may extend or override."""

from dataclasses import dataclass

AGENCIES = ("health", "housing", "youth_education", "social_services")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of incident within a problem type.

    ``share`` of the type's incidents; ``reported`` share told to police at reference trust; ``severity`` weight of harm;
    ``cleared`` share of recorded incidents cleared without tips, familiarity or delay; ``days_out`` mean days an offender
    is taken out when cleared; ``near_repeat`` how much such an incident makes its place, and the next ones, draw more of
    those that repeat (0 not at all, 1 as a break-in does); ``at_homes`` share that strike where people live, every block alike,
    rather than where a block's attractiveness draws them; ``treated`` share whose victims are treated in hospital (all three
    assumed, and set by hand); ``source`` a key of sources.toml, of the shares reported and cleared.
    """

    name: str
    share: float
    reported: float
    severity: float
    cleared: float
    days_out: float
    source: str = "assumed"
    near_repeat: float = 0.0
    at_homes: float = 0.0
    treated: float = 0.0


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One problem type.

    ``ceiling`` is the rate of would-be incidents (per prone resident and day; for a type without offender per resident
    and year); ``go_ahead`` the logit of going ahead where nothing speaks for or against; ``by_need`` the logit per unit of
    the offender's need; ``by_opportunity`` the logit per standard deviation of a place's log attractiveness; ``agency`` the
    agency best placed to act; ``priority`` of its calls (0 first); ``passers_by`` share of victims who pass the place rather than
    live there; ``visible`` whether those who live at the place see what happened, as they see disorder; ``discovered`` whether
    patrol may come upon it; ``treated_by`` the agency that treats its victims and may share what it sees (empty: none);
    ``by_acute`` what an episode of acute risk adds to the offender's logit.
    """

    name: str
    ceiling: float
    go_ahead: float
    by_need: float
    by_opportunity: float
    agency: str
    kinds: tuple[Kind, ...]
    crime: bool = True
    victim: bool = True
    passers_by: float = 0.0
    priority: int = 1
    visible: bool = False
    discovered: bool = False
    treated_by: str = ""
    by_acute: float = 0.0
    about: str = ""


DEFAULT_PROBLEMS = (
    ProblemType(
        "theft",
        0.01215,
        0.95,
        0.6,
        0.2,
        "housing",
        passers_by=0.5,
        priority=1,
        about="Burglary and theft.",
        kinds=(
            Kind("vehicle_theft", 0.05, 0.90, 3.0, 0.10, 20.0, "gss_2019", near_repeat=0.3, at_homes=0.3),
            Kind("break_in", 0.21, 0.54, 4.0, 0.13, 30.0, "gss_2019", near_repeat=1.0, at_homes=0.9),
            Kind("property_theft", 0.74, 0.20, 1.0, 0.14, 5.0, "gss_2019", near_repeat=0.1),
        ),
    ),
    ProblemType(
        "violence",
        0.0065,
        0.10,
        3.0,
        0.1,
        "youth_education",
        passers_by=0.6,
        priority=0,
        treated_by="health",
        by_acute=0.7,
        about="Robbery, assault and sexual assault.",
        kinds=(
            Kind("robbery", 0.08, 0.51, 8.0, 0.37, 60.0, "gss_2019", near_repeat=0.3, treated=0.09),
            Kind("assault", 0.55, 0.40, 5.0, 0.69, 20.0, "gss_2019", near_repeat=0.05, treated=0.15),
            Kind("sexual_assault", 0.37, 0.06, 12.0, 0.5, 60.0, "gss_2019", treated=0.02),
        ),
    ),
    ProblemType(
        "disorder",
        0.00337,
        0.60,
        1.5,
        0.1,
        "social_services",
        passers_by=0.1,
        priority=2,
        visible=True,
        discovered=True,
        about="Vandalism and disorder.",
        kinds=(Kind("vandalism", 1.0, 0.22, 1.0, 0.20, 3.0, "gss_2019", near_repeat=0.2),),
    ),
    ProblemType(
        "drugs",
        0.0045,
        0.40,
        2.0,
        0.2,
        "health",
        victim=False,
        priority=2,
        visible=True,
        discovered=True,
        about="Drug dealing and use in public: no direct victim.",
        kinds=(Kind("drug_offence", 1.0, 0.05, 2.0, 0.70, 10.0, "assumed"),),
    ),
    ProblemType(
        "social_crisis",
        0.13,
        0.0,
        0.0,
        0.0,
        "social_services",
        crime=False,
        priority=1,
        about="A person in crisis (mental health, addiction, eviction, domestic dispute): a call and a harm, not a crime.",
        kinds=(Kind("crisis", 1.0, 0.60, 3.0, 0.0, 0.0, "south_simcoe_2024"),),
    ),
)
