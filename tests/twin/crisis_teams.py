"""Who answers a crisis: a team of civilians, an agency that takes it over, or police alone; and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from twin.arithmetic import lowered
from twin.draws import Purpose
from twin.happenings import Incident
from twin.people import Resident
from twin.places import Community

IS_OFFERED, IS_HELD, IS_CONNECTED, IS_APPREHENDED = range(4)


@dataclass
class Answer:
    """What a call takes of police, and how it ends."""

    hours: float
    held: bool = False
    apprehended: bool = False


def make_ready(town: Any, community: Community) -> None:
    """Give the teams their calls of the day, and say with what chance a call that they might take is offered to them."""
    rules = town.rules.crisis_teams
    given = community.acting.crisis_teams * rules.calls * community.population / 1000 / 364
    lapsed = max(0.0, community.team_credit + given - max(1.0, rules.kept_days * given))
    community.team_credit += given - lapsed
    community.team_given += given
    community.team_lapsed += lapsed
    community.team_chance = chance_of_offer(community)
    community.team_load *= 1 - town.rules.response.load_memory


def chance_of_offer(community: Community) -> float:
    if community.team_credit <= 0:
        return 0.0
    return min(1.0, community.team_credit / community.team_load) if community.team_load > 0 else 1.0


def is_offered(town: Any, person: Resident, who: int) -> bool:
    """Whether a call about a person is offered to a team."""
    community, tally = person.neighbourhood.community, person.neighbourhood.counts
    community.team_load += town.rules.response.load_memory
    if town.uniform(Purpose.TEAM, town.day, who, IS_OFFERED) >= community.team_chance:
        return False
    community.team_credit -= 1
    tally.team_calls += 1
    return True


def is_held(town: Any, person: Resident, who: int) -> bool:
    """Whether a team closes without police a call that it was offered; some are connected to care then."""
    tally = person.neighbourhood.counts
    if town.uniform(Purpose.TEAM, town.day, who, IS_HELD) >= town.rules.crisis_teams.holds:
        return False
    tally.team_held += 1
    if is_connected(town, person, who):
        tally.team_connected += 1
        person.need = lowered(person.need, town.rules.response.handover_relief)
    return True


def is_connected(town: Any, person: Resident, who: int) -> bool:
    """Whether somebody is connected to care, which is the last day of an episode."""
    if town.uniform(Purpose.TEAM, town.day, who, IS_CONNECTED) >= town.rules.crisis_teams.connect:
        return False
    person.acute_until = min(person.acute_until, town.day + 1)
    return True


def answer_crisis(town: Any, incident: Incident, who: int) -> Answer:
    rules, person = town.rules.response, incident.victim
    offered = is_offered(town, person, who)
    if offered and is_held(town, person, who):
        return Answer(0.0, held=True)
    if is_handed_over(town, incident, who):
        return Answer(rules.hours_crisis * (1 - rules.handover_saving))
    if ends_in_apprehension(town, person, who, offered):
        return Answer(rules.hours_crisis + town.rules.crisis_teams.apprehension_hours, apprehended=True)
    return Answer(rules.hours_crisis)


def is_handed_over(town: Any, incident: Incident, who: int) -> bool:
    """Whether the right agency takes a crisis over: it must be willing, and have hours left."""
    rules, agency, person = town.rules.response, incident.problem.right, incident.victim
    community, tally = person.neighbourhood.community, person.neighbourhood.counts
    willing = town.uniform(Purpose.HANDOVER, town.day, who, 0) < community.agency_tie[agency]
    if not willing or community.crisis_hours[agency] <= 0:
        return False
    community.crisis_hours[agency] -= rules.handover_hours
    tally.handovers += 1
    tally.handover_hours += rules.handover_hours
    person.need = lowered(person.need, rules.handover_relief)
    is_connected(town, person, who)
    return True


def ends_in_apprehension(town: Any, person: Resident, who: int, passed_on: bool) -> bool:
    rules = town.rules.crisis_teams
    chance = rules.apprehended * rules.apprehended_more ** (person.acute + passed_on)
    return town.uniform(Purpose.TEAM, town.day, who, IS_APPREHENDED) < chance


def is_held_of_acute(town: Any, caller: Resident) -> bool:
    """Whether a team takes a call about no crime: they are offered those of residents at acute risk."""
    return caller.acute and is_offered(town, caller, caller.number) and is_held(town, caller, caller.number)
