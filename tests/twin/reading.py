"""Making the twin's objects from a snapshot."""

from __future__ import annotations

from typing import Any

from twin.people import Leader, Officer, Resident, Supervisor
from twin.places import Community, Neighbourhood, Place
from twin.programmes import brought, take_up
from twin.pull import be_pulled
from twin.supervision import squads_of


def plain(value: Any) -> Any:
    """Turn a number of numpy into one of Python."""
    return value.item() if hasattr(value, "item") else value


def fill(thing: Any, snapshot: dict[str, Any], table: str, names: tuple[str, ...], row: int) -> None:
    for name in names:
        setattr(thing, name, plain(snapshot[f"{table}.{name}"][row]))


def rows(array: Any, row: int) -> list[float]:
    return [plain(value) for value in array[row]]


def read(town: Any, snapshot: dict[str, Any]) -> None:
    read_communities(town, snapshot)
    read_neighbourhoods(town, snapshot)
    read_places(town, snapshot)
    read_residents(town, snapshot)
    read_officers(town, snapshot)
    read_supervisors(town, snapshot)
    read_leaders(town, snapshot)
    read_assessment(town, snapshot)
    for row in snapshot["under_way"]:
        initiative = brought(town, row)
        neighbourhood = town.neighbourhoods[initiative.slot // len(town.neighbourhoods[0].slots)]
        neighbourhood.slots[initiative.slot % len(neighbourhood.slots)] = initiative
    take_up(town, snapshot)


def read_communities(town: Any, snapshot: dict[str, Any]) -> None:
    town.communities = []
    for number in range(len(snapshot["communities.call_load"])):
        community = Community(number)
        fill(community, snapshot, "communities", Community.VALUES, number)
        for name in Community.LISTS:
            setattr(community, name, rows(snapshot[f"communities.{name}"], number))
        community.levers = snapshot["levers"][number]
        for name, part in (("ties", "tie"), ("held", "held")):
            setattr(community, name, [[plain(tie) for tie in row] for row in snapshot[f"collaboration.{part}"][number]])
        town.communities.append(community)


def read_neighbourhoods(town: Any, snapshot: dict[str, Any]) -> None:
    town.neighbourhoods = []
    for number, home in enumerate(snapshot["neighbourhoods.community"]):
        slots = (town.rules.planning.running_at_most, snapshot["slots.reserved"])
        neighbourhood = Neighbourhood(number, len(town.problems), *slots)
        fill(neighbourhood, snapshot, "neighbourhoods", Neighbourhood.VALUES, number)
        neighbourhood.opportunity = rows(snapshot["neighbourhoods.opportunity"], number)
        neighbourhood.account = rows(snapshot["neighbourhoods.account"], number)
        neighbourhood.extent = rows(snapshot["neighbourhoods.extent"], number)
        community = town.communities[int(home)]
        neighbourhood.community, neighbourhood.local = community, len(community.neighbourhoods)
        if community.neighbourhoods:
            neighbourhood.deploy_lower = community.neighbourhoods[-1].deploy_upper
        community.neighbourhoods.append(neighbourhood)
        town.neighbourhoods.append(neighbourhood)
    start, to = snapshot["adjacency.start"], snapshot["adjacency.to"]
    for neighbourhood in town.neighbourhoods:
        ends = to[start[neighbourhood.number] : start[neighbourhood.number + 1]]
        neighbourhood.adjacent = [town.neighbourhoods[int(end)] for end in ends]
    be_pulled(town, snapshot["neighbourhoods.risks"])


def read_places(town: Any, snapshot: dict[str, Any]) -> None:
    town.places = []
    for number, where in enumerate(snapshot["places.neighbourhood"]):
        place = Place(number)
        fill(place, snapshot, "places", Place.VALUES, number)
        for name in ("hardening", "shallow", "known", "crimes", "cycle_true", "cycle_recorded"):
            setattr(place, name, rows(snapshot[f"places.{name}"], number))
        place.neighbourhood = town.neighbourhoods[int(where)]
        place.neighbourhood.places.append(place)
        town.places.append(place)


def read_residents(town: Any, snapshot: dict[str, Any]) -> None:
    town.residents = []
    for number, home in enumerate(snapshot["residents.place"]):
        resident = Resident(town, number)
        fill(resident, snapshot, "residents", Resident.SINGLE + Resident.WHOLE, number)
        resident.place = town.places[int(home)]
        resident.neighbourhood = resident.place.neighbourhood
        resident.place.residents.append(resident)
        resident.neighbourhood.residents.append(resident)
        town.residents.append(resident)
    start, to = snapshot["ties.start"], snapshot["ties.to"]
    for resident in town.residents:
        ends = to[start[resident.number] : start[resident.number + 1]]
        resident.ties = [town.residents[int(end)] for end in ends]
        resident.speak()


def read_officers(town: Any, snapshot: dict[str, Any]) -> None:
    town.officers = []
    for number, service in enumerate(snapshot["officers.community"]):
        officer = Officer(town, number)
        fill(officer, snapshot, "officers", ("slot", "skill", "base_skill", "owed"), number)
        officer.community = town.communities[int(service)]
        known = rows(snapshot["officers.familiarity"], number)
        officer.familiarity = known[: len(officer.community.neighbourhoods)]
        officer.community.officers.append(officer)
        town.officers.append(officer)


def read_supervisors(town: Any, snapshot: dict[str, Any]) -> None:
    town.supervisors = []
    for community in town.communities:
        for _ in range(squads_of(town, community)):
            supervisor = Supervisor(town, len(town.supervisors))
            fill(supervisor, snapshot, "supervisors", Supervisor.VALUES, supervisor.number)
            community.supervisors.append(supervisor)
            town.supervisors.append(supervisor)


LEADER = ("role", "agency", "area_first", "area_end", "commitment", "credibility", "representativeness", "brought")


def read_leaders(town: Any, snapshot: dict[str, Any]) -> None:
    town.leaders = []
    for number, table in enumerate(snapshot["leaders.community"]):
        leader = Leader(town, number)
        fill(leader, snapshot, "leaders", LEADER, number)
        leader.community = town.communities[int(table)]
        leader.community.leaders.append(leader)
        town.leaders.append(leader)
    for community in town.communities:
        row = plain(snapshot["communities.convenor"][community.number])
        community.convenor = town.leaders[row] if row >= 0 else None


def read_assessment(town: Any, snapshot: dict[str, Any]) -> None:
    """Read estimates by type, and experience and beliefs by type, measure and lead."""
    for neighbourhood in town.neighbourhoods:
        for name in ("stat", "word", "agency", "truth"):
            setattr(neighbourhood, name, rows(snapshot[f"assessment.{name}"], neighbourhood.number))
        neighbourhood.year = plain(snapshot["assessment.year"][neighbourhood.number])
        for name in ("belief", "expected", "seen"):
            setattr(neighbourhood, name, cells(snapshot[f"beliefs.{name}"][neighbourhood.number]))


def cells(table: Any) -> list[list[list[float]]]:
    return [[[plain(cell) for cell in measure] for measure in problem] for problem in table]
