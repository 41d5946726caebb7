"""Calls come in: they are counted, add to the load that hours are reserved for, and join the queue."""

from mobsim.rules.crisis_teams import HELD, offer_to_team
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.police import ResponseParameters
from mobsim.tools.draws import Day
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World
from mobsim.world.entries import Call, add_call
from mobsim.world.occurrences import LEAST_URGENT
from mobsim.world.table import NONE


@kernel
def call_about_no_crime(world: World, rules: Parameters, today: Day, caller: int) -> None:
    """Let a resident make one of the calls that concern no crime; one by somebody acute a crisis team may hold."""
    residents, response = world.residents, rules.response
    acute = residents.acute_until[caller] > today.day
    if acute and offer_to_team(world, rules, today, caller, caller) == HELD:
        count_call(world, residents.neighbourhood[caller], caller)
        return
    call = Call(
        day=today.day,
        neighbourhood=residents.neighbourhood[caller],
        caller=caller,
        priority=LEAST_URGENT,
        hours=response.hours_routine,
        problem=NONE,
        kind=NONE,
        offender=NONE,
        incident=NONE,
        recorded=False,
        tip=False,
        apprehended=False,
    )
    come_in(world, response, call)


@kernel
def come_in(world: World, response: ResponseParameters, call: Call) -> None:
    """Let a call come in: it adds to the load that hours are reserved for, and joins the queue."""
    community = world.neighbourhoods.community[call.neighbourhood]
    world.communities.call_load[community] += response.load_memory * call.hours
    count_call(world, call.neighbourhood, call.caller)
    if not add_call(world.calls, world.lists[community], call):
        world.tally.unanswered[call.neighbourhood] += 1.0


@kernel
def count_call(world: World, neighbourhood: int, caller: int) -> None:
    """Count a call, in its neighbourhood and of who makes it."""
    world.tally.calls[neighbourhood] += 1.0
    world.residents.calls_made[caller] += 1
