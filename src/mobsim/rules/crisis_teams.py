"""Crisis teams: civilians who take on some calls about crises, and mostly close them without police (City of Toronto 2023).

They have a credit of calls, which grows day by day as far as they are paid. Who is connected to care, by a team or by an
agency that takes over, is through the episode of acute risk.
"""

from mobsim.rules.relief import relieve
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.tools.draws import Day, draw
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose, TeamDraw
from mobsim.world.columns import World
from mobsim.world.whereabouts import people_of

TEAM = Purpose.TEAM
NOT_OFFERED, PASSED_ON, HELD = 0, 1, 2  # what becomes of a call that a team could take


@kernel(inner=True)
def ready_teams(world: World, rules: Parameters, community: int) -> None:
    """Give teams the day's credit of calls, and spread what they have evenly over the calls to be expected."""
    teams, here = rules.crisis_teams, world.communities[community]
    given = here.crisis_teams * teams.calls * people_of(here, world.neighbourhoods) / 1000.0 / DAYS_IN_YEAR
    lapsed = max(0.0, here.team_credit + given - max(1.0, teams.kept_days * given))
    here.team_credit += given - lapsed
    here.team_calls_given += given
    here.team_calls_lapsed += lapsed
    here.team_chance = 0.0
    if here.team_credit > 0.0:
        here.team_chance = 1.0 if here.team_load <= here.team_credit else here.team_credit / here.team_load
    here.team_load *= 1.0 - rules.response.load_memory


@kernel
def offer_to_team(world: World, rules: Parameters, today: Day, who: int, person: int) -> int:
    """Offer a call about a person to the community's team, and return what becomes of it.

    Every call of a day has the same chance, wherever it comes from. The last call may take some of the next day's credit.
    """
    neighbourhood = world.residents.neighbourhood[person]
    here = world.communities[world.neighbourhoods.community[neighbourhood]]
    here.team_load += rules.response.load_memory
    if draw(today, TEAM, who, TeamDraw.OFFERED) >= here.team_chance:
        return NOT_OFFERED
    here.team_credit -= 1.0
    world.tally.team_calls[neighbourhood] += 1.0
    if draw(today, TEAM, who, TeamDraw.HOLDS) >= rules.crisis_teams.holds:
        return PASSED_ON
    world.tally.team_held[neighbourhood] += 1.0
    if is_connected(world, rules, today, who, person):
        world.tally.team_connected[neighbourhood] += 1.0
        relieve(world.residents[person], rules.response)
    return HELD


@kernel
def is_connected(world: World, rules: Parameters, today: Day, who: int, person: int) -> bool:
    """Return whether somebody taken over is connected to care: the last day of an episode is then today."""
    if draw(today, TEAM, who, TeamDraw.CONNECTS) >= rules.crisis_teams.connect:
        return False
    world.residents.acute_until[person] = min(world.residents.acute_until[person], today.day + 1)
    return True


@kernel
def is_apprehended(world: World, rules: Parameters, today: Day, who: int, person: int, offered: int) -> bool:
    """Return whether a crisis that is left to police will end in an apprehension."""
    chance = rules.crisis_teams.apprehended
    if world.residents.acute_until[person] > today.day:
        chance *= rules.crisis_teams.apprehended_more
    if offered == PASSED_ON:
        chance *= rules.crisis_teams.apprehended_more
    return draw(today, TEAM, who, TeamDraw.APPREHENDED) < chance
