"""What stands before the first day: the table that has met for years, members, accounts, and initiatives under way."""

from typing import Any

import numpy as np

from mobsim.engine.cycle import (
    Governance,
    desk_of,
    known_of_problems,
    pay_for_policies,
    population_shares,
    reach_residents,
    staff_agencies,
)
from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.mobilization.budget import commitment_of_elected, cost_of_levels, divide, place_means
from mobsim.mobilization.policing import direct_officers
from mobsim.mobilization.under_way import begin_before, chances_of_agencies, pace
from mobsim.rules.influence import speak
from mobsim.rules.leadership import come_together, set_example, tie_agencies
from mobsim.rules.participation import found_groups
from mobsim.rules.services import serve_before_birth
from mobsim.rules.stock import take_first_stock
from mobsim.rules.supervision import appoint_supervisors
from mobsim.scenario.initiatives import Measure
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.planning import costs_of_initiatives
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.draws import Cycle, Day
from mobsim.tools.purposes import Purpose
from mobsim.world.columns import Float, Int, World
from mobsim.world.organisations import first_positions
from mobsim.world.people import list_all_acute, list_all_prone
from mobsim.world.policies import Policies
from mobsim.world.rulebook import rulebook

LEAST_INCOME = 1e-9  # CAD a resident and year: less is rounding


def prepare(world: World, governance: Governance, threads: int = 1) -> list[int]:
    """Set what stands before the first day, on some threads; return the slots of the initiatives that are under way."""
    p = governance.parameters
    serve_before_birth(world, rulebook(p), Day(governance.keys, 0), threads)
    list_all_prone(world)
    list_all_acute(world, 0)
    policies = pay_for_policies(world, governance.policies, p)
    world.communities.granted[:] = 0.0  # the first purse is granted with the first cycle
    found_groups(world.residents, p.participation)
    take_first_stock(world, rulebook(p))
    come_together(world, policies, p, governance.keys)
    world.communities.tables_ended[:] = 0.0  # counted from the first day
    tie_agencies(world)
    _, share = population_shares(world)
    desk = desk_of(world, governance.beliefs, policies)
    under_way = _set_out(world, desk, governance)
    direct_officers(desk, place_means(desk, share, share), p.planning, p.money)
    appoint_supervisors(world, policies, p.supervision, governance.keys)
    set_example(world)
    speak(world.residents, world.voices, 0, world.residents.size)
    staff_agencies(world, p)
    return under_way


def _set_out(world: World, desk: Desk, governance: Governance) -> list[int]:
    """Let neighbourhoods be on their way to the next initiatives, with those that they began before under way in some slots.

    So neither neighbourhoods nor towns buy in step. What accounts and initiatives hold was granted before.
    """
    p, policies, keys = governance.parameters, desk.policies, governance.keys
    community = desk.neighbourhoods.community
    briefing = _first_briefing(world, p)
    costs = costs_of_initiatives(p.planning, briefing.population)
    costs *= p.planning.share_of_cost(policies.lead)[community][:, None]  # a fixed lead has the number of its policy
    on_the_way = first_positions(community.size, keys[Purpose.BIRTH])
    meant = _programme_money(policies, p)
    held = (meant > LEAST_INCOME)[community] * on_the_way * costs * world.extent
    world.account[:] = held
    taken: list[int] = []
    if p.planning.under_way:
        taken = _begin_under_way(world, desk, briefing, costs, on_the_way, meant, governance)
    money = world.initiatives.money.reshape(community.size, -1).sum(1) + held.sum(1)
    world.communities.granted[:] += np.bincount(community, money)
    return taken


def _begin_under_way(
    world: World, desk: Desk, briefing: Briefing, costs: Float, on_the_way: Float, meant: Float, governance: Governance
) -> list[int]:
    """Begin what is under way on the first day, at the pace that keeps the untreated town as it is; return the slots.

    ``meant`` is programme money with full commitment, CAD a resident and year, ``(communities, measures)``.
    """
    p, keys = governance.parameters, governance.keys
    usual = _usual_problems(world)
    chances = chances_of_agencies(desk, int(briefing.right_agency[usual[0]]), p.planning)
    won = 1.0 - p.money.advocacy_share * (1.0 - commitment_of_elected(desk))
    residents = np.bincount(desk.neighbourhoods.community, briefing.population)
    income = np.where(meant > LEAST_INCOME, meant * (won * residents / CYCLES_IN_YEAR)[:, None], 0.0)
    found = pace(briefing, desk, income, costs, chances, p.delivery)
    begun = begin_before(briefing, desk, usual, found, costs, on_the_way, p, keys)
    for slot, cycle in begun:
        reach_residents(world, [slot], desk.policies, p, Cycle(keys, cycle))
    return [slot for slot, _ in begun]


def _programme_money(policies: Policies, p: Parameters) -> Float:
    """Return what programmes get under full commitment, CAD a resident and year, ``(communities, measures)``."""
    programme = policies.programme_share * (p.money.purse - cost_of_levels(policies, p.money, p.situation_table))
    return programme[:, None] * divide(policies, np.ones((programme.size, len(Measure))))


def _usual_problems(world: World) -> Int:
    """Return the order in which a town without an assessment takes problems on: crimes first, by their usual recorded harm."""
    problems = world.problems
    harm = problems.ceiling * problems.reported_mean * problems.severity_mean
    return np.lexsort((-harm, problems.crime == 0))


def _first_briefing(world: World, p: Parameters) -> Briefing:
    """Return what is known of a town before anything was counted."""
    people, share = population_shares(world)
    known: dict[str, Any] = dict.fromkeys(Briefing._fields, np.zeros(0))
    known |= {"day": -1, "cycle": -1, "reference_open": True, "population": people, "share": share}
    return Briefing(**(known | known_of_problems(world, p)))
