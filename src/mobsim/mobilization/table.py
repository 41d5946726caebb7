"""The leaders' table: who leaves, commitment, ties of collaboration, credibility, representativeness."""

import numpy as np

from mobsim.mobilization.briefing import Briefing, Policies
from mobsim.scenario.enumerations import Role
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.leaders import TableParameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.draws import Purpose, normal, uniform
from mobsim.world.columns import Collaboration, Communities, Float, Initiatives, Int, Leaders, Neighbourhoods

LEAVE = int(Purpose.LEAVE)
NEW_CREDIBILITY = 0.5


def sit(
    briefing: Briefing,
    leaders: Leaders,
    neighbourhoods: Neighbourhoods,
    communities: Communities,
    collaboration: Collaboration,
    initiatives: Initiatives,
    results: Float,
    policies: Policies,
    table: TableParameters,
    keys: np.ndarray,
) -> None:
    """Let the leaders of every community live a cycle at their table."""
    for row in range(leaders.role.size):
        if uniform(keys[LEAVE], briefing.cycle, row, 0) < table.leaving_per_year / CYCLES_IN_YEAR:
            leave(leaders, communities, collaboration, row, table, keys, briefing.cycle)
    participation = _area_mean(neighbourhoods.participation, leaders)
    met = _area_mean(np.where(np.isnan(results), 0.0, results), leaders)
    reviewed = _area_mean((~np.isnan(results)).astype(float), leaders)
    met = np.divide(met, reviewed, out=np.zeros_like(met), where=reviewed > 0)
    for community in range(communities.mayor.size):
        here = slice(communities.first_leader[community], communities.end_leader[community])
        _commit(leaders, collaboration.tie, here, policies.leadership[community], participation[here], met[here], table)
        _meet(
            leaders,
            collaboration.tie,
            here,
            policies.collaboration[community],
            initiatives,
            neighbourhoods,
            community,
            table,
        )
        collaboration.handover[community] = agency_ties(leaders, communities, collaboration, community)
    _earn(briefing, leaders, neighbourhoods, policies.information_sharing[leaders.community], table)
    set_example(leaders, neighbourhoods, communities)


def leave(
    leaders: Leaders,
    communities: Communities,
    collaboration: Collaboration,
    row: int,
    table: TableParameters,
    keys: np.ndarray,
    when: int,
) -> None:
    """Let a leader leave office; a new one takes the seat, without the ties."""
    u_commitment, u_brought = uniform(keys[LEAVE], when, row, 1), uniform(keys[LEAVE], when, row, 2)
    leaders.commitment[row] = np.clip(table.commitment_mean + table.commitment_spread * normal(u_commitment), 0, 1)
    brought = table.representativeness_mean + table.representativeness_spread * normal(u_brought)
    leaders.brought[row] = leaders.representativeness[row] = np.clip(brought, 0, 1)
    leaders.credibility[row] = NEW_CREDIBILITY
    community = leaders.community[row]
    first, end = communities.first_leader[community], communities.end_leader[community]
    collaboration.tie[row] = 0.0
    collaboration.tie[first:end, row - first] = 0.0


def _area_mean(values: Float, leaders: Leaders) -> Float:
    summed = np.concatenate([[0.0], np.cumsum(values)])
    return (summed[leaders.area_end] - summed[leaders.area_first]) / (leaders.area_end - leaders.area_first)


def _commit(
    leaders: Leaders,
    tie: Float,
    here: slice,
    leadership: float,
    participation: Float,
    met: Float,
    table: TableParameters,
) -> None:
    """Move commitment: it rises with effort, peers, residents' advocacy and results, and fades without."""
    own = leaders.commitment[here].copy()
    ties = tie[here, : own.size]
    weight = ties.sum(1)
    peers = np.divide(ties @ own, weight, out=own.copy(), where=weight > 0)
    change = table.by_leadership * leadership * (1.0 - own)
    change += table.by_peers * (peers - own) * np.minimum(1.0, weight / table.ties_for_peers)
    change += table.by_advocacy * participation * (1.0 - own) + table.by_results * met * (1.0 - own)
    leaders.commitment[here] = np.clip(own + change - table.commitment_fade * own, 0.0, 1.0)


def _meet(
    leaders: Leaders,
    tie: Float,
    here: slice,
    collaboration: float,
    initiatives: Initiatives,
    neighbourhoods: Neighbourhoods,
    community: int,
    table: TableParameters,
) -> None:
    """Strengthen ties through meeting and joint work; let them fade without."""
    commitment = leaders.commitment[here]
    ties = tie[here, : commitment.size]
    meeting = np.full_like(ties, collaboration)
    role, agency = leaders.role[here], leaders.agency[here]
    slots = initiatives.status.size // neighbourhoods.community.size
    joint = (
        (initiatives.status == Status.RUNNING)
        & (initiatives.reserved == 0)
        & (initiatives.lead == Lead.POLICE_ASSISTED)
    )
    joint &= np.repeat(neighbourhoods.community, slots) == community
    at_work = (role == Role.AGENCY_HEAD) & np.isin(agency, initiatives.agency[joint])
    chief = int(np.flatnonzero(role == Role.CHIEF)[0])
    meeting[chief, at_work] = meeting[at_work, chief] = 1.0
    warmth = np.sqrt(np.outer(commitment, commitment))
    ties += table.tie_by_meeting * meeting * warmth * (1.0 - ties) - table.tie_fade * ties
    np.fill_diagonal(ties, 0.0)


def agency_ties(leaders: Leaders, communities: Communities, collaboration: Collaboration, community: int) -> Float:
    """Return how well each agency is tied to the table: its head's mean tie with mayor, chief and other heads."""
    first, end = communities.first_leader[community], communities.end_leader[community]
    role = leaders.role[first:end]
    officials = np.flatnonzero((role == Role.MAYOR) | (role == Role.CHIEF) | (role == Role.AGENCY_HEAD))
    ties = np.zeros(collaboration.heads.shape[1])
    for agency, head in enumerate(collaboration.heads[community]):
        if head >= 0:
            others = officials[officials != head - first]
            ties[agency] = collaboration.tie[head, others].mean()
    return ties


def _earn(
    briefing: Briefing, leaders: Leaders, neighbourhoods: Neighbourhoods, sharing: Float, table: TableParameters
) -> None:
    """Move credibility after residents' trust and kept promises; representativeness by listening."""
    earned = 0.5 * _area_mean(neighbourhoods.trust, leaders) + 0.5 * _area_mean(briefing.kept, leaders)
    leaders.credibility[:] += table.credibility_rate * (earned - leaders.credibility)
    represents = leaders.representativeness
    represents[:] += table.listening * leaders.commitment * sharing * (1.0 - represents) - table.listening_fade * (
        represents - leaders.brought
    )


def local_leaders(neighbourhoods: Neighbourhoods, communities: Communities, *, chief: bool, association: bool) -> Int:
    """Return the rows of each neighbourhood's leaders: mayor, councillor, chief or association if asked; -1 where none."""
    rows = [communities.mayor[neighbourhoods.community], neighbourhoods.councillor]
    if chief:
        rows.append(communities.chief[neighbourhoods.community])
    if association:
        rows.append(neighbourhoods.association)
    return np.stack(rows, 1)


def mean_of(values: Float, rows: Int) -> Float:
    """Average a column of leaders over the rows given for each neighbourhood (-1 is nobody)."""
    seated = rows >= 0
    return np.where(seated, values[rows], 0.0).sum(1) / seated.sum(1)


def set_example(leaders: Leaders, neighbourhoods: Neighbourhoods, communities: Communities) -> None:
    """Set the example that leaders give in each neighbourhood: their commitment, as far as they are believed."""
    rows = local_leaders(neighbourhoods, communities, chief=True, association=True)
    neighbourhoods.example[:] = mean_of(leaders.commitment * leaders.credibility, rows)
