"""Gather every declared parameter: by group for the kernels, by full name for reading, sweeps and explanations."""

from collections.abc import Mapping
from typing import NamedTuple

from mobsim.scenario.acute import AcuteParameters
from mobsim.scenario.assessing import AssessmentParameters
from mobsim.scenario.crisis_teams import CrisisTeamsParameters
from mobsim.scenario.delivering import DeliveryParameters
from mobsim.scenario.feelings import CohesionParameters, InsecurityParameters
from mobsim.scenario.health import HealthParameters
from mobsim.scenario.leaders import TableParameters
from mobsim.scenario.money import MoneyParameters
from mobsim.scenario.places import OffendingParameters, PlacesParameters
from mobsim.scenario.planning import PlanningParameters
from mobsim.scenario.police import ContactsParameters, PatrolParameters, ReportingParameters, ResponseParameters
from mobsim.scenario.residents import NeedParameters, ParticipationParameters, PeopleParameters, TieParameters
from mobsim.scenario.reviewing import ReviewParameters
from mobsim.scenario.shocks import ShocksParameters
from mobsim.scenario.situation_table import SituationTableParameters
from mobsim.scenario.strategy import Levers
from mobsim.scenario.supervision import SupervisionParameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.parameter import ParameterDeclaration, build_group, declarations_of


class Parameters(NamedTuple):
    """Hold the values of every group, as the kernels receive them."""

    people: PeopleParameters
    trust: TrustParameters
    insecurity: InsecurityParameters
    cohesion: CohesionParameters
    need: NeedParameters
    participation: ParticipationParameters
    places: PlacesParameters
    offending: OffendingParameters
    patrol: PatrolParameters
    contacts: ContactsParameters
    reporting: ReportingParameters
    response: ResponseParameters
    table: TableParameters
    assessment: AssessmentParameters
    planning: PlanningParameters
    delivery: DeliveryParameters
    review: ReviewParameters
    money: MoneyParameters
    shocks: ShocksParameters
    ties: TieParameters
    health: HealthParameters
    supervision: SupervisionParameters
    acute: AcuteParameters
    crisis_teams: CrisisTeamsParameters
    situation_table: SituationTableParameters


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
