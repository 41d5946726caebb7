"""Where the rules can be solved on paper, the model gives what the solution says."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from mobsim.engine.model import Model
from mobsim.rules.harm import boost
from mobsim.rules.influence import speak
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.scenario.synthetic import village
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.world.lists import incidents_today

YEAR, WEEKS_IN_YEAR = 364, 52
BYTE_STEP = 1.0 / 255.0  # ties perceive feelings in steps of a byte
SINGLE = 1e-5  # what a year of rounding to single precision may add up to
QUIET = {
    "people.prone_share": 0.0,
    "people.desistance": 0.0,
    "response.routine_calls": 0.0,
    "patrol.stops_per_hour": 0.0,
    "patrol.visits_per_hour": 0.0,
    "assessment.invited_per_1000": 0.0,
    "money.purse": 0.0,
    "trust.by_visibility": 0.0,
}
WEIGHED = (*("boost", "risk", "control", "local_trust", "legitimacy", "guardianship", "hardening", "presence", "wave"),)
INDIFFERENT = {f"offending.by_{what}": 0.0 for what in WEIGHED}
THEFT = DEFAULT_PROBLEMS[0]


def quiet_town(neighbourhoods=1, residents=600, **parameters):
    """A town where nothing happens but what the weekly pass does; only crimes are in its table, and nobody is prone."""
    crimes = tuple(problem for problem in DEFAULT_PROBLEMS if problem.crime)
    overrides = {**QUIET, **{name.replace("__", "."): value for name, value in parameters.items()}}
    return Model(village(neighbourhoods, residents, turnover=0.0, problems=crimes, parameters=overrides), seed=3)


def town_of_thieves(go_ahead, neighbourhoods=1, residents=5000, **parameters):
    """A town where would-be thieves go ahead with one and the same logit everywhere, and nobody tells police."""
    kinds = tuple(replace(kind, reported=0.0, near_repeat=1.0) for kind in THEFT.kinds)
    theft = replace(THEFT, ceiling=0.02, go_ahead=go_ahead, by_need=0.0, by_opportunity=0.0, kinds=kinds)
    overrides = {
        **QUIET,
        **INDIFFERENT,
        "people.prone_share": 0.3,
        "reporting.by_witness": 0.0,
        "offending.displacement": 0.0,
        **{name.replace("__", "."): value for name, value in parameters.items()},
    }
    return village(neighbourhoods, residents, turnover=0.0, problems=(theft,), parameters=overrides)


RATE, STUBBORNNESS = 0.5, 0.4  # of influence on trust, in the well-mixed town
HEARD = 1.0 - STUBBORNNESS


@pytest.fixture(scope="module")
def mixed():
    return quiet_town(
        trust__influence_rate=RATE,
        trust__stubbornness=STUBBORNNESS,
        trust__confidence_bound=1.01,
        ties__made_each=10,
        ties__same_place=0.0,
        ties__next_places=0.0,
        ties__anywhere=1.0,
    )


@pytest.fixture(scope="module")
def days(mixed):
    """Trust of each resident of the well-mixed town, day by day, from none at all."""
    residents = mixed.world.residents
    residents.trust[:] = 0.0
    speak(residents, mixed.world.voices, 0, residents.size)
    finished = [residents.trust.astype(float)]
    for _ in range(YEAR):
        mixed.run_days(1)
        finished.append(residents.trust.astype(float))
    return np.array(finished)


def moved_on(model, day):
    """Tell whose week ends on a day."""
    return model.world.residents.place % DAYS_IN_WEEK == day % DAYS_IN_WEEK


def weights_of(model):
    ties, count = model.world.ties, model.world.residents.size
    weights = np.zeros((count, count))
    for resident in range(count):
        near = ties.to[ties.start[resident] : ties.start[resident + 1]]
        np.add.at(weights[resident], near, 1.0 / near.size)
    return weights


class TestInfluence:
    """Friedkin and Johnsen's averaging against one's own ground, on a well-mixed town."""

    def test_each_resident_ends_at_the_fixed_point(self, mixed, days):
        """A voice is off by half a step at most; ties pass on (1 - stubbornness) of that, and so on: a geometric sum."""
        ground = mixed.world.residents.trust_ground.astype(float)
        solved = np.linalg.solve(np.eye(ground.size) - HEARD * weights_of(mixed), STUBBORNNESS * ground)
        bound = 0.5 * BYTE_STEP * HEARD / STUBBORNNESS + SINGLE
        assert solved.std() > 10 * bound, "the town is not all alike"
        assert np.abs(days[-1] - solved).max() <= bound

    def test_every_day_is_the_linear_step_that_the_equation_says_for_those_whose_week_ends(self, mixed, days):
        ground = mixed.world.residents.trust_ground.astype(float)
        weights = weights_of(mixed)
        for day, (before, after) in enumerate(pairwise(days)):
            target = STUBBORNNESS * ground + HEARD * weights @ before
            step = np.where(moved_on(mixed, day), before + RATE * (target - before), before)
            assert np.abs(after - step).max() <= RATE * HEARD * 0.5 * BYTE_STEP + SINGLE

    def test_the_mean_follows_the_mean_field(self, mixed, days):
        """Well mixed, the mean of each weekday's residents moves to one target; ties differ in number, hence 0.01."""
        ground = float(mixed.world.residents.trust_ground.mean())
        share = np.array([moved_on(mixed, weekday).mean() for weekday in range(DAYS_IN_WEEK)])
        means = np.zeros(DAYS_IN_WEEK)
        for day in range(YEAR):
            assert abs(days[day].mean() - share @ means) < 0.01
            target = STUBBORNNESS * ground + HEARD * share @ means
            means[day % DAYS_IN_WEEK] += RATE * (target - means[day % DAYS_IN_WEEK])
        assert days[-1].mean() > 0.9 * ground

    def test_who_hears_nobody_near_in_view_keeps_to_his_own_ground(self):
        """Under a bound of nothing each resident goes back to his own ground, however others feel."""
        model = quiet_town(trust__influence_rate=RATE, trust__confidence_bound=0.0)
        residents = model.world.residents
        start = residents.trust_ground.astype(float) * 0.5
        residents.trust[:] = start
        model.run_days(70)
        ground = residents.trust_ground.astype(float)
        expected = ground + (start - ground) * (1.0 - RATE) ** 10
        assert residents.trust == pytest.approx(expected, abs=SINGLE)


VISIBILITY = {"by_visibility": 0.2, "visibility_alone": 1.0, "visibility_rate": 0.3, "visibility_scale": 15.0}


@pytest.fixture(scope="module")
def seen():
    """Run a year in a quiet town where everybody keeps to his own ground and to what he sees of officers."""
    rules = {"confidence_bound": 0.0, "influence_rate": RATE, **VISIBILITY}
    model = quiet_town(3, 400, **{f"trust__{name}": value for name, value in rules.items()})
    model.run_days(model.scenario.burn_in_days)
    hours, visible = [], [model.world.neighbourhoods.visible.copy()]
    for _ in range(WEEKS_IN_YEAR):
        before = model.ledger.total.copy()
        model.run_days(7)
        hours.append(model.ledger.sums(model.ledger.total - before)["hours_engagement"])
        visible.append(model.world.neighbourhoods.visible.copy())
    return model, np.array(hours), np.array(visible)


class TestVisibility:
    def test_visibility_follows_the_hours_of_engagement_for_each_thousand_residents(self, seen):
        _, hours, visible = seen
        assert hours.min() > 0
        goal = 1.0 - np.exp(-hours / 0.4 / VISIBILITY["visibility_scale"])
        moved = visible[:-1] + VISIBILITY["visibility_rate"] * (goal - visible[:-1])
        assert visible[1:] == pytest.approx(moved, abs=1e-12)
        assert visible[-1].min() > 0.05
        assert visible[-1].max() < 1.0
        assert visible[-1] == pytest.approx(visible[-1].mean(), rel=1e-9), "no beat is left alone more than another"

    def test_trust_rests_on_the_ground_and_what_is_seen(self, seen):
        """Each week trust goes part of the way to its ground, raised by the visibility of the week before."""
        model, _, visible = seen
        residents = model.world.residents
        ground, expected = residents.trust_ground.astype(float), np.zeros(residents.size)
        for before in visible[:-1]:
            goal = np.minimum(1.0, ground + VISIBILITY["by_visibility"] * before[residents.neighbourhood])
            expected += RATE * (goal - expected)
        assert residents.trust == pytest.approx(expected, abs=SINGLE)


class TestNearRepeats:
    def test_a_boost_halves_in_its_half_life_and_spills_to_next_places(self):
        model = quiet_town(2, 600, places__boost_half_life=14.0, places__boost_spill=0.3)
        places = model.world.places
        last_of_first = int(model.world.neighbourhoods.end_place[0]) - 1
        boost(places, 4, 1.0, 0.3)
        boost(places, last_of_first, 1.0, 0.3)
        struck = {3: 0.3, 4: 1.0, 5: 0.3, last_of_first - 1: 0.3, last_of_first: 1.0, last_of_first + 1: 0.0}
        for days, left in ((0, 1.0), (7, 0.5**0.5), (7, 0.5), (14, 0.25)):
            model.run_days(days)
            assert {place: places.boost[place] for place in struck} == pytest.approx(
                {place: share * left for place, share in struck.items()}, rel=1e-12
            )
        assert places.boost.sum() == pytest.approx(0.25 * sum(struck.values()), rel=1e-12)

    def test_each_offence_of_a_day_leaves_its_boost(self):
        model = Model(town_of_thieves(50.0, places__boost_half_life=20.0, places__boost_spill=0.25), seed=5)
        places, count = model.world.places, model.world.places.size
        expected, offences = np.zeros(count), 0
        for _ in range(20):
            model.run_days(1)
            struck = model.world.incidents.place[incidents_today(model.world)[0]]
            offences += struck.size
            blow = np.bincount(struck, minlength=count).astype(float)
            expected += blow + 0.25 * (np.append(blow[1:], 0.0) + np.insert(blow[:-1], 0, 0.0))
            expected *= 0.5 ** (1.0 / 20.0)
            assert places.boost == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert offences > 50


class TestClosedForms:
    def test_grievance_and_perceived_risk_fade_and_need_relapses(self):
        model = quiet_town(
            trust__grievance_fade=0.06, need__relapse=0.03, offending__risk_fade=0.1, delivery__client_share=0.0
        )
        residents = model.world.residents
        ground = residents.need_ground.astype(float)
        residents.grievance[:], residents.risk[:], residents.need[:] = 0.5, 0.8, 0.9
        for week in range(1, WEEKS_IN_YEAR + 1):
            model.run_days(7)
            assert residents.grievance == pytest.approx(0.5 * 0.94**week, abs=SINGLE)
            assert residents.risk == pytest.approx(0.8 * 0.9**week, abs=SINGLE)
            assert residents.need == pytest.approx(ground + (0.9 - ground) * 0.97**week, abs=SINGLE)

    @pytest.mark.parametrize("trace", ["watch", "known"])
    def test_traces_at_places_halve_in_their_half_life(self, trace):
        model = quiet_town(**{f"places__{trace}_half_life": 30.0})
        left = model.world.known if trace == "known" else model.world.places[trace]
        left[:] = 0.8
        model.run_days(30)
        assert left == pytest.approx(0.4, rel=1e-9)

    def test_presence_settles_at_a_geometric_sum(self):
        """The same hours each week at a place linger on: over a whole number of weeks, their sum over 1 - linger."""
        alike = {name.replace(".", "__"): value for name, value in neutral_values(["supervision"]).items()}
        model = quiet_town(patrol__linger=0.5, **alike)
        model.run_days(140)
        mean_hours, mean_presence = [], []
        for _ in range(7):
            model.run_days(1)
            mean_hours.append(model.world.places.hours.sum())
            mean_presence.append(model.world.places.presence.sum())
        assert np.mean(mean_hours) > 0
        assert np.mean(mean_presence) == pytest.approx(np.mean(mean_hours) / (1.0 - 0.5), rel=1e-9)


def daily_counts(model, days):
    model.run_days(days)
    return np.array([each["number"].size for each in model.history.days])


class TestOffences:
    @pytest.mark.parametrize("share", [1.0, 0.3])
    def test_offences_are_would_be_offences_thinned(self, share):
        """A prone resident meets an occasion with chance 1 - exp(-ceiling * propensity) and goes ahead with the share."""
        logit = 50.0 if share == 1.0 else float(np.log(share / (1.0 - share)))
        model = Model(town_of_thieves(logit), seed=11, events=True)
        propensity = model.world.residents.propensity.astype(float)
        chance = share * (1.0 - np.exp(-0.02 * propensity))
        mean, variance = chance.sum(), (chance * (1.0 - chance)).sum()
        counts = daily_counts(model, YEAR)
        assert mean > 2
        assert abs(counts.mean() - mean) < 4.0 * np.sqrt(variance / YEAR)
        assert abs(counts.var(ddof=1) / variance - 1.0) < 4.0 * np.sqrt((2.0 + 1.0 / mean) / YEAR)

    def test_seasons_move_would_be_offences_in_proportion(self):
        weekday = (0.5, 0.5, 0.5, 0.5, 0.5, 2.0, 2.5)
        model = Model(replace(town_of_thieves(50.0), weekday=weekday), seed=12, events=True)
        propensity = model.world.residents.propensity.astype(float)
        counts = daily_counts(model, YEAR).reshape(-1, 7).sum(0)
        expected = np.array([WEEKS_IN_YEAR * (1.0 - np.exp(-0.02 * propensity * factor)).sum() for factor in weekday])
        assert np.abs(counts - expected).max() < 4.0 * np.sqrt(expected.max())
        assert counts[6] > 3 * counts[0]

    def test_offenders_are_met_as_often_as_they_are_prone(self):
        model = Model(town_of_thieves(50.0), seed=13, events=True)
        propensity = model.world.residents.propensity.astype(float)
        model.run_days(YEAR)
        offenders = np.concatenate([each["offender"] for each in model.history.days])
        assert (propensity[offenders] > 0).all()
        order = np.argsort(propensity)[-int((propensity > 0).sum()) :]
        parts = np.array_split(order, 5)
        observed = np.array([np.isin(offenders, part).sum() for part in parts])
        expected = np.array([YEAR * (1.0 - np.exp(-0.02 * propensity[part])).sum() for part in parts])
        assert stats.chi2.sf(((observed - expected) ** 2 / expected).sum(), 5) > 0.001


class TestJourneys:
    STEP_CHANCE, FURTHEST, AROUND = 0.8, 6, 25

    def distances(self):
        """Chance of each distance on a ring: a geometric number of steps, each to either side."""
        at = np.zeros(2 * self.FURTHEST + 1)
        at[self.FURTHEST] = 1.0
        total = np.zeros_like(at)
        for steps in range(self.FURTHEST + 1):
            stops_here = 1.0 if steps == self.FURTHEST else 1.0 - self.STEP_CHANCE
            total += self.STEP_CHANCE**steps * stops_here * at
            at = 0.5 * (np.append(at[1:], 0.0) + np.insert(at[:-1], 0, 0.0))
        return np.array([total[self.FURTHEST], *(total[self.FURTHEST + 1 :] + total[self.FURTHEST - 1 :: -1])])

    def test_distances_on_a_ring_are_geometric_walks(self):
        town = town_of_thieves(
            50.0,
            self.AROUND,
            100,
            offending__step_chance=self.STEP_CHANCE,
            offending__places_weighed=1,
            offending__pull_spread=0.0,
            offending__at_centres=0.0,
        )
        ring = np.array([*((n, n + 1) for n in range(self.AROUND - 1)), (0, self.AROUND - 1)])
        community = town.communities[0]
        around = replace(community.neighbourhoods, edges=ring)
        model = Model(replace(town, communities=(replace(community, neighbourhoods=around),)), seed=2, events=True)
        model.run_days(YEAR)
        days, world = model.history.days, model.world
        start = world.residents.neighbourhood[np.concatenate([each["offender"] for each in days])]
        end = world.places.neighbourhood[np.concatenate([each["place"] for each in days])]
        apart = np.abs(start - end)
        far = np.bincount(np.minimum(apart, self.AROUND - apart), minlength=self.FURTHEST + 1)
        expected = self.distances() * far.sum()
        assert self.distances().sum() == pytest.approx(1.0)
        assert far.size == self.FURTHEST + 1
        assert expected.min() >= 10
        assert stats.chi2.sf(((far - expected) ** 2 / expected).sum(), self.FURTHEST) > 0.001

    AT_CENTRES, DRAWING = 0.4, 6

    def struck(self, at_homes, passers_by):
        """Offences of a year where nobody looks further than home or a centre: home, place and victim's neighbourhoods."""
        town = town_of_thieves(
            50.0, self.DRAWING, 400, offending__step_chance=0.0, offending__places_weighed=1,
            offending__at_centres=self.AT_CENTRES,
        )  # fmt: skip
        theft = town.problems[0]
        kinds = tuple(replace(kind, at_homes=at_homes) for kind in theft.kinds)
        model = Model(
            replace(town, problems=(replace(theft, kinds=kinds, passers_by=passers_by),)), seed=4, events=True
        )
        model.run_days(YEAR)
        days, world = model.history.days, model.world
        offender, place, victim = (
            np.concatenate([each[name] for each in days]) for name in ("offender", "place", "victim")
        )
        of_residents = world.residents.neighbourhood
        return world, of_residents[offender], world.places.neighbourhood[place], of_residents[victim]

    def test_centres_draw_their_share_from_every_home(self):
        world, home, struck, _ = self.struck(0.0, 0.0)
        drawn = np.diff(world.neighbourhoods.centre_upper, prepend=0.0)
        assert drawn.sum() == pytest.approx(1.0)
        for start in range(self.DRAWING):
            there = np.bincount(struck[home == start], minlength=self.DRAWING)
            expected = self.AT_CENTRES * drawn + (1.0 - self.AT_CENTRES) * (np.arange(self.DRAWING) == start)
            assert np.abs(there - expected * there.sum()).max() < 4.5 * np.sqrt(there.sum() / 4.0)

    def test_what_strikes_homes_is_not_drawn_to_centres(self):
        _, home, struck, _ = self.struck(1.0, 0.0)
        assert np.array_equal(home, struck)

    def test_who_passes_in_a_centre_is_from_all_over_the_community(self):
        world, _, struck, victim = self.struck(0.0, 1.0)
        drawn = np.diff(world.neighbourhoods.centre_upper, prepend=0.0)
        come = self.AT_CENTRES * drawn * self.DRAWING
        visitors = come / (come + 1.0 - self.AT_CENTRES)
        for centre in range(self.DRAWING):
            strangers = (victim[struck == centre] != centre).mean()
            count = (struck == centre).sum()
            expected = visitors[centre] * (1.0 - 1.0 / self.DRAWING)
            # who passes and is a child passes it on to those who live at the place
            children = world.residents.age[world.residents.neighbourhood != centre] == 0
            assert abs(strangers - expected * (1.0 - children.mean())) < 4.5 * np.sqrt(0.25 / count)
