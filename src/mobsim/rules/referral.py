"""Referral after arrest: who is cleared is taken to the agency that can help, as far as police work with it."""

import numpy as np

from mobsim.rules.relief import relieve
from mobsim.scenario.parameters import Parameters
from mobsim.tools.change import lowered
from mobsim.tools.draws import Day, draw
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import OutcomeDraw, Purpose, of_call
from mobsim.world.columns import World
from mobsim.world.table import Row


@kernel(inner=True)
def refer(world: World, rules: Parameters, called: Day, call: Row) -> None:
    """Refer an offender who was cleared to the agency best placed at home, if it has hours left: need and propensity fall."""
    offender, tally = world.residents[call.offender], world.tally
    community = world.neighbourhoods.community[offender.neighbourhood]
    agency = world.problems.agency[call.problem]
    tie = world.collaboration.agency_tie[community, agency]
    chance = rules.delivery.referral * world.communities.collaboration[community] * tie
    if draw(called, Purpose.OUTCOME, call.caller, of_call(call.problem, OutcomeDraw.REFERRED)) >= chance:
        return
    if world.crisis_hours[community, agency] <= 0.0:
        return
    world.crisis_hours[community, agency] -= rules.delivery.referral_hours
    tally.referrals[offender.neighbourhood] += 1.0
    tally.referral_hours[offender.neighbourhood] += rules.delivery.referral_hours
    relieve(offender, rules.response)
    offender.propensity = lowered(np.float64(offender.propensity), rules.delivery.referral_effect)
