"""Gather every declared parameter: by group for the kernels, by full name for reading, sweeps and explanations."""

from collections.abc import Mapping
from typing import NamedTuple

from mobsim.parameter import ParameterDeclaration, build_group, declarations_of
from mobsim.scenario.feelings import Cohesion, Insecurity
from mobsim.scenario.leaders import Assessment, Table
from mobsim.scenario.money import Money
from mobsim.scenario.places import Offending, Places
from mobsim.scenario.planning import Delivery, Planning, Review
from mobsim.scenario.police import Contacts, Patrol, Reporting, Response
from mobsim.scenario.residents import Need, Participation, People, TiesMade
from mobsim.scenario.shocks import Shocks
from mobsim.scenario.strategy import Levers
from mobsim.scenario.trust import Trust


class Parameters(NamedTuple):
    """Hold the values of every group, as the kernels receive them."""

    people: People
    trust: Trust
    insecurity: Insecurity
    cohesion: Cohesion
    need: Need
    participation: Participation
    places: Places
    offending: Offending
    patrol: Patrol
    contacts: Contacts
    reporting: Reporting
    response: Response
    table: Table
    assessment: Assessment
    planning: Planning
    delivery: Delivery
    review: Review
    money: Money
    shocks: Shocks
    ties: TiesMade


GROUPS: dict[str, type] = dict(Parameters.__annotations__)

LEVERS: dict[str, ParameterDeclaration] = declarations_of("strategy", Levers)

SETTABLE: dict[str, ParameterDeclaration] = {
    name: declaration
    for group_name, group in GROUPS.items()
    for name, declaration in declarations_of(group_name, group).items()
}

ALL: dict[str, ParameterDeclaration] = {**SETTABLE, **LEVERS}


def build_parameters(overrides: Mapping[str, float] | None = None) -> Parameters:
    """Build every group from the declared defaults and the overriding values.

    Parameters
    ----------
    overrides : mapping of str to float
        Values by full name, ``"trust.bad_contact_weight"``; names and bounds are taken as checked.
    """
    values = overrides or {}
    return Parameters(*(build_group(name, group, values) for name, group in GROUPS.items()))
