"""Review: compare result with forecast, end or modify, and learn what works."""

from __future__ import annotations

from typing import Any

from twin.arithmetic import mean, weighted_mean
from twin.happenings import SITUATIONAL, Initiative
from twin.places import Community, Neighbourhood
from twin.targeting import choose_targets


def review(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        review_neighbourhood(town, neighbourhood)
    for community in town.communities:
        spread_beliefs(town, community)
    if len(town.communities) > 1:
        spread_over_province(town)


def review_neighbourhood(town: Any, neighbourhood: Neighbourhood) -> None:
    met_or_not = []
    for initiative in neighbourhood.leaders_running:
        if initiative.end_day <= town.day + 1:
            met = result_of(neighbourhood, initiative) >= town.rules.review.met_share * initiative.forecast
            end(town, neighbourhood, initiative, met)
            met_or_not.append(float(met))
        elif at_half_time(town, initiative):
            initiative.reviewed = True
            if result_of(neighbourhood, initiative) < town.rules.review.end_below:
                end(town, neighbourhood, initiative, met=False)
                met_or_not.append(0.0)
            elif initiative.measure == SITUATIONAL:
                initiative.targets = choose_targets(town, neighbourhood)
    neighbourhood.result = mean(met_or_not) if met_or_not else None


def at_half_time(town: Any, initiative: Initiative) -> bool:
    return not initiative.reviewed and 2 * (town.day + 1) >= initiative.start_day + initiative.end_day


def severity_elsewhere(neighbourhood: Neighbourhood, q: int) -> float:
    """Population-weighted mean severity over the community's other neighbourhoods (here, where it is the only one)."""
    others = [other for other in neighbourhood.community.neighbourhoods if other is not neighbourhood]
    others = others or [neighbourhood]
    return weighted_mean((other.severity[q] for other in others), (other.population for other in others))


def result_of(neighbourhood: Neighbourhood, initiative: Initiative) -> float:
    """Fall of severity here since planning, relative to elsewhere."""
    q = initiative.problem.number
    here, rest = neighbourhood.severity[q], severity_elsewhere(neighbourhood, q)
    change_here = (here + 0.5) / (initiative.here_at_first + 0.5)
    change_elsewhere = (rest + 0.5) / (initiative.rest_at_first + 0.5)
    return 1 - change_here / change_elsewhere


def end(town: Any, neighbourhood: Neighbourhood, initiative: Initiative, met: bool) -> None:
    beliefs = neighbourhood.beliefs[initiative.problem.number][initiative.measure]
    beliefs[initiative.lead] += town.rules.review.learning * (float(met) - beliefs[initiative.lead])
    neighbourhood.community.account[initiative.measure] += initiative.money
    neighbourhood.claim[initiative.measure] += initiative.money
    for resident in neighbourhood.residents:
        if resident.active == initiative.slot:
            resident.be_set_free()
    neighbourhood.slots[neighbourhood.slots.index(initiative)] = None


CELLS = [(measure, lead) for measure in (0, 1) for lead in (0, 1)]


def mean_belief(community: Community, q: int, measure: int, lead: int) -> float:
    return weighted_mean(
        (n.beliefs[q][measure][lead] for n in community.neighbourhoods),
        (n.population for n in community.neighbourhoods),
    )


def draw_beliefs(community: Community, cell: tuple[int, int, int], towards: float, pull: float) -> None:
    q, measure, lead = cell
    for neighbourhood in community.neighbourhoods:
        own = neighbourhood.beliefs[q][measure]
        own[lead] += pull * (towards - own[lead])


def spread_beliefs(town: Any, community: Community) -> None:
    pull = town.rules.review.spread * community.acting.collaboration
    for problem in town.problems:
        for measure, lead in CELLS:
            cell = (problem.number, measure, lead)
            draw_beliefs(community, cell, mean_belief(community, *cell), pull)


def spread_over_province(town: Any) -> None:
    for problem in town.problems:
        for measure, lead in CELLS:
            cell = (problem.number, measure, lead)
            province = mean([mean_belief(community, *cell) for community in town.communities])
            for community in town.communities:
                pull = town.rules.review.province_spread * community.acting.collaboration
                draw_beliefs(community, cell, province, pull)
