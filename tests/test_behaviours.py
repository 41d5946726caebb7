"""What must emerge from the rules, and is nowhere written in: each test is a story told over seeds (see ``stories``)."""

import numpy as np
import pytest
from scipy import stats
from stories import (
    AT_ONCE,
    PAID,
    PlanOnce,
    branch,
    crimes_by_place,
    finished,
    higher,
    lower,
    over_seeds,
    plan_nothing,
    totals,
    town,
    weekly,
    weekly_crime,
    weekly_mean,
)

from mobsim.engine.model import Model
from mobsim.scenario.events import Event
from mobsim.scenario.initiatives import Measure
from mobsim.scenario.presets import FULL_MODEL, STATUS_QUO
from mobsim.scenario.strategy import LeadPolicy

long = pytest.mark.long
YEAR = 364
POLICE, COMMUNITY, ADAPTIVE = LeadPolicy
TOWNS = {
    "cohesive": {"deprivation_range": (0.0, 0.15), "turnover": 0.05},
    "mixed": {"deprivation_range": (0.1, 0.7)},
    "shaken": {"deprivation_range": (0.7, 1.0), "turnover": 0.35},
}


class TestTrustAndReporting:
    def test_where_trust_is_higher_a_higher_share_of_crime_is_reported(self):
        def share(trust, seed):
            ages = {f"trust.ground_{age}": trust for age in ("young", "middle", "older")}
            return totals(Model(town(4, 500, burn_in_days=0, parameters=ages), seed=seed), YEAR, "reported_share")[0]

        higher([share(0.7, seed) - share(0.35, seed) for seed in range(1, 7)])

    @long
    def test_recorded_crime_can_rise_while_true_crime_falls(self):
        """A town forgives its police, who were caught out, while a community centre takes hold."""
        events = (Event(0, "police_misconduct", 1.0), Event(YEAR // 2, "community_centre", 1.0))
        strong = {
            "shocks.news_reach": 1.0, "shocks.centre_need": 0.6, "trust.misconduct": 0.7, "reporting.by_trust": 3.0,
        }  # fmt: skip
        scenario = town(6, 1000, parameters=strong)

        def story(start):
            model = finished(branch(start, events=events), 3 * YEAR)
            recorded = weekly(model, *(f"recorded_{crime}" for crime in ("theft", "violence", "disorder", "drugs")))
            return [series[-26:].sum() - series[:26].sum() for series in (recorded, weekly_crime(model))]

        recorded, true = over_seeds(scenario, 24, story).T
        higher(recorded)
        lower(true)


STILL = {"trust.influence_rate": 0.0, "trust.victim_loss": 0.0}  # trust moves by contacts alone


class TestTrustAndContacts:
    def test_a_bad_contact_costs_several_times_what_a_good_one_earns(self):
        """In the first week, where nobody hears of anybody else's contacts."""
        silent = town(4, 1000, burn_in_days=0, parameters={"trust.hearsay_chance": 0.0} | STILL)

        def story(seed):
            model = Model(silent, seed=seed)
            before = model.world.residents.trust.astype(float)
            residents = finished(model, 6).world.residents
            change, good, bad = residents.trust - before, residents.contacts_good, residents.contacts_bad
            assert np.all(change[(good == 0) & (bad == 0)] == 0)
            return change[(good == 1) & (bad == 0)].mean(), change[(good == 0) & (bad == 1)].mean()

        good, bad = np.array([story(seed) for seed in range(1, 9)]).T
        higher(good)
        higher(-bad - 3 * good)

    def test_how_a_contact_went_is_heard_over_ties_and_weighs_less_than_ones_own(self):
        """In the first week, where every tie hears: of those never met, those with one tie whom police met, and how."""
        heard = STILL | {
            "trust.hearsay_chance": 1.0,
            "patrol.stops_per_hour": 0.0,
        }  # a stop would be seen by neighbours as well
        telling = town(4, 1000, burn_in_days=0, parameters=heard)

        def story(seed):
            model = Model(telling, seed=seed)
            before = model.world.residents.trust.astype(float)
            world = finished(model, 6).world
            residents, ties = world.residents, world.ties
            change, good, bad = residents.trust - before, residents.contacts_good, residents.contacts_bad
            whose = np.repeat(np.arange(residents.size), np.diff(ties.start))
            good_heard, bad_heard = (np.bincount(whose, count[ties.to], residents.size) for count in (good, bad))
            never = (good == 0) & (bad == 0)
            assert np.all(change[never & (good_heard + bad_heard == 0)] == 0)
            alone = good_heard + bad_heard == 0
            own = change[(good == 0) & (bad == 1) & alone].mean()
            of_good = change[never & (good_heard == 1) & (bad_heard == 0)].mean()
            of_bad = change[never & (good_heard == 0) & (bad_heard == 1)].mean()
            return of_good, of_bad, of_bad - own

        of_good, of_bad, against_own = np.array([story(seed) for seed in range(1, 9)]).T
        higher(of_good)
        lower(of_bad)
        higher(against_own)

    @long
    def test_what_one_contact_earned_is_gone_within_weeks_and_what_one_cost_is_not(self):
        """Officers answer calls for a week and are never met again."""
        silent = {
            "response.routine_calls": 0.0, "patrol.stops_per_hour": 0.0, "patrol.visits_per_hour": 0.0,
            "reporting.founded": 0.1,
        }  # fmt: skip
        scenario = town(4, 3000, burn_in_days=0, levers=STATUS_QUO._replace(information_sharing=0.0))

        def story(seed):
            model = finished(Model(scenario, seed=seed), 6)
            residents = model.world.residents
            good = (residents.contacts_good == 1) & (residents.contacts_bad == 0)
            bad = (residents.contacts_good == 0) & (residents.contacts_bad == 1)
            ground = residents.trust_ground.astype(float)
            moved = residents.trust - ground
            spared = moved[(residents.contacts_good == 0) & (residents.contacts_bad == 0)].mean()
            at_first = moved[good].mean() - spared, moved[bad].mean() - spared
            later = finished(branch(model, parameters=silent), 7 * 16).world.residents
            same = later.arrived <= 0
            met = (later.contacts_good + later.contacts_bad) == 1
            now = later.trust - ground
            nobody = now[same & ~good & ~bad & (later.contacts_good + later.contacts_bad == 0)].mean()
            return [*at_first, now[good & met & same].mean() - nobody, now[bad & met & same].mean() - nobody]

        first_good, first_bad, good, bad = np.array([story(seed) for seed in range(1, 41)]).T
        lower(good - first_good)
        lower(bad)
        higher(bad / first_bad - good / first_good)

    @pytest.mark.parametrize("listening", [True, False])
    def test_misconduct_spreads_over_ties_to_those_who_did_not_hear_of_it(self, listening):
        alone = {
            "trust.stubbornness": 1.0,
            "trust.hearsay_chance": 0.0,
            "trust.by_disorder": 0.0,
            "trust.victim_loss": 0.0,
        }
        parameters = {"shocks.news_reach": 0.5} | ({} if listening else alone)
        scenario = town(4, 500, burn_in_days=28, parameters=parameters)
        event = Event(0, "police_misconduct", 1.0, neighbourhood="1")

        def story(start):
            calm, struck = branch(start), branch(start, events=[event])
            for model in (calm, struck):
                model.run_days(1)
            residents = struck.world.residents
            heard = residents.grievance > calm.world.residents.grievance
            struck_area = np.isin(residents.neighbourhood, residents.neighbourhood[heard])
            unaware = struck_area & ~heard & (residents.age > 0)
            assert heard.sum() > 50 < unaware.sum()
            loss = finished(struck, 62).world.residents.trust - finished(calm, 62).world.residents.trust.astype(float)
            return [loss[heard].mean(), loss[unaware].mean()]

        heard, unaware = over_seeds(scenario, 6, story).T
        lower(heard)
        if listening:
            lower(unaware, by=-0.003)
            lower(heard - unaware)
        else:
            assert np.all(np.abs(unaware) < 0.001), "who listens to nobody learns from nobody"


@pytest.fixture(scope="module")
def effects():
    """Crimes a week against the same town without initiatives, from the week in which work begins."""
    parameters = {**AT_ONCE, "money.purse": 200.0, "planning.targets": 32, "planning.reached": 128}
    scenario = town(2, 2000, levers=PAID, burn_in_days=112, parameters=parameters)

    def story(start):
        nothing, *measures = (
            weekly_crime(finished(branch(start, plan=plan), 28 + 3 * YEAR))[4:]
            for plan in (plan_nothing, PlanOnce(Measure.SITUATIONAL), PlanOnce(Measure.SOCIAL))
        )
        return [measure - nothing for measure in measures]

    return over_seeds(scenario, 30, story)


@long
class TestMeasures:
    def test_situational_measures_act_within_weeks(self, effects):
        lower(effects[:, 0, 4:16].mean(1))

    def test_situational_measures_wear_off(self, effects):
        situational = effects[:, 0]
        at_their_best, in_the_third_year = situational[:, 8:20].mean(1), situational[:, 104:].mean(1)
        higher(in_the_third_year - 0.25 * at_their_best)

    def test_social_development_takes_months(self, effects):
        situational, social = effects[:, 0], effects[:, 1]
        higher(social[:, :12].mean(1) - situational[:, :12].mean(1))
        lower(social[:, 26:52].mean(1) - social[:, :12].mean(1))
        lower(social[:, 26:52].mean(1))

    def test_social_development_stays(self, effects):
        situational, social = effects[:, 0], effects[:, 1]
        lower(social[:, 104:].mean(1))
        lower(social[:, 104:].mean(1) - situational[:, 104:].mean(1))


@pytest.fixture(scope="module")
def runs():
    """By town: (seeds, leads, outcomes); leads are none (no programmes), police, community, adaptive."""
    moderate = FULL_MODEL._replace(leadership=0.5, collaboration=0.5, risk_focus=0.5, information_sharing=0.5)
    leads = {f"lead {lead}": moderate._replace(lead=lead) for lead in (POLICE, COMMUNITY, ADAPTIVE)}
    none = moderate._replace(programme_share=0.0)
    contrast = {"cohesion.ground_by_deprivation": -0.3, "insecurity.ground_by_deprivation": 0.4}
    wanted = ("harm", "true_crime", "programme_money", "participation", "volunteer_hours")

    def story(start):
        return [totals(start.fork(name), 2 * YEAR, *wanted) for name in ("usual", *leads)]

    return {
        name: over_seeds(town(6, 800, levers=none, also=leads, parameters=contrast, **where), 16, story)
        for name, where in TOWNS.items()
    }


@long
class TestWhoLeads:
    def test_community_led_work_fails_to_take_off_where_cohesion_is_low_and_insecurity_high(self, runs):
        cohesive, shaken = runs["cohesive"][:, 2], runs["shaken"][:, 2]
        assert cohesive[:, 2] == pytest.approx(shaken[:, 2], rel=0.1), "both spent the same money"
        for outcome in (3, 4):
            higher(cohesive[:, outcome] - 4 * shaken[:, outcome])

    def test_where_it_does_not_take_off_police_assistance_prevents_more(self, runs):
        shaken = runs["shaken"][:, :, 0]
        higher(shaken[:, 2] - shaken[:, 1])

    def test_where_cohesion_is_high_it_prevents_more_crime_for_the_money(self, runs):
        none, police, community, _ = runs["cohesive"].transpose(1, 0, 2)
        prevented = [(none[:, 1] - lead[:, 1]) / lead[:, 2] for lead in (police, community)]
        higher(prevented[1] - prevented[0])

    def test_adaptive_lead_does_about_as_well_as_police_lead_and_better_than_community_lead_across_towns(self, runs):
        """About: no more than a hundredth of the harm worse."""
        none, police, community, adaptive = sum(runs[name][:, :, 0] for name in TOWNS).T
        higher(police - adaptive, by=-0.01 * none.mean())
        higher(community - adaptive)

    def test_adaptive_lead_is_worse_than_neither_fixed_choice_across_towns(self, runs):
        _, police, community, adaptive = sum(runs[name][:, :, 0] for name in TOWNS).T
        for fixed in (police, community):
            assert stats.ttest_1samp(adaptive - fixed, 0.0, alternative="greater").pvalue > 0.01

    def test_what_community_lead_gains_over_police_lead_depends_on_cohesion(self, runs):
        gain = {
            name: run[:, 1, 0] - run[:, 2, 0] for name, run in runs.items()
        }  # harm under police less community lead
        higher(gain["cohesive"] - gain["shaken"])


def crossed(parameters, seeds):
    """Return harm by seed, without and with risk focus (rows), without and with information (columns)."""
    common = STATUS_QUO._replace(programme_share=0.8, collaboration=0.5)
    also = {
        f"{focus} {sharing}": common._replace(risk_focus=focus, information_sharing=sharing)
        for focus in (0.0, 1.0)
        for sharing in (0.0, 1.0)
    }
    scenario = town(8, 600, also=also, parameters=parameters, deprivation_range=(0.0, 1.0))
    harm = over_seeds(scenario, seeds, lambda start: [totals(start.fork(name), 2 * YEAR, "harm")[0] for name in also])
    return harm.reshape(-1, 2, 2)


@pytest.fixture(scope="module")
def harm_in_a_deaf_town():
    """Who suffers most trusts police least, little is recorded, and leaders hear only the loudest."""
    deaf = {
        "trust.ground_by_deprivation": -0.6, "reporting.by_trust": 6.0, "reporting.founded": 0.1,
        "table.representativeness_mean": 0.0, "table.representativeness_spread": 0.0,
    }  # fmt: skip
    return crossed(deaf, 20)


@long
class TestRiskFocusAndInformation:
    def test_risk_focus_is_worse_without_information_than_with_it(self):
        harm = crossed({}, 48)
        higher(harm[:, 1, 0] - harm[:, 1, 1])

    def test_what_risk_focus_gains_depends_on_information(self, harm_in_a_deaf_town):
        gain = harm_in_a_deaf_town[:, 0] - harm_in_a_deaf_town[:, 1]
        higher(gain[:, 1] - gain[:, 0])

    def test_risk_focus_without_information_can_be_worse_than_none(self, harm_in_a_deaf_town):
        higher(harm_in_a_deaf_town[:, 1, 0] - harm_in_a_deaf_town[:, 0, 0])


@pytest.fixture(scope="module")
def error():
    """Error of assessment by seed, for levels of information sharing and weights of residents' word."""
    levels = [(0.0, 0.5), (0.5, 0.5), (1.0, 0.5), (1.0, 0.0), (1.0, 1.0)]
    also = {
        f"{sharing} {weight}": FULL_MODEL._replace(information_sharing=sharing, qualitative_weight=weight)
        for sharing, weight in levels
    }
    scenario = town(6, 300, also=also, burn_in_days=28)
    return over_seeds(
        scenario, 12, lambda start: [totals(start.fork(name), YEAR, "assessment_error")[0] for name in also]
    )


@long
class TestAssessment:
    def test_the_error_shrinks_as_information_is_shared(self, error):
        nothing, half, everything = error[:, :3].T
        lower(half - nothing)
        lower(everything - half)

    def test_statistics_alone_or_word_alone_is_worse_than_both(self, error):
        both, statistics, word = error[:, 2:].T
        higher(statistics - both)
        higher(word - both)


@long
class TestHotSpots:
    @staticmethod
    def change(displacement, seeds):
        """Count crimes in a year with police presence felt, less those without, at the hottest places and elsewhere."""
        focused = STATUS_QUO._replace(risk_focus=1.0, patrol_share=1.0, engagement_share=0.0, programme_share=0.0)
        unfelt = {"offending.by_presence": 0.0, "patrol.focus_exponent": 4.0, "places.known_half_life": 364.0}
        parameters = unfelt | ({} if displacement is None else {"offending.displacement": displacement})
        scenario = town(2, 1000, levers=focused, parameters=parameters)

        def story(start):
            known = start.world.known.sum(1)
            hottest = np.zeros(known.size, bool)
            hottest[np.argsort(-known, kind="stable")[: known.size // 20]] = True
            without, felt = (
                crimes_by_place(finished(branch(start, parameters={"offending.by_presence": by}), YEAR))
                for by in (0.0, 0.8)
            )
            return [(felt - without)[hottest].sum(), (felt - without)[~hottest].sum()]

        return over_seeds(scenario, seeds, story, events=True).T

    def test_patrol_lowers_crime_at_the_places_treated_and_less_moves_than_is_prevented(self):
        treated, elsewhere = self.change(None, 16)
        lower(treated)
        lower(treated + elsewhere)

    def test_some_crime_moves_where_blocked_offenders_turn_elsewhere(self):
        (_, staying), (treated, turning) = self.change(0.0, 40), self.change(1.0, 40)
        higher(turning - staying)
        lower(treated + (turning - staying))


@long
class TestPoliceAssistance:
    def test_it_is_handed_back_as_need_falls_and_returns_when_a_shock_raises_it(self):
        """A community centre opens in one neighbourhood; two years on, a wave of crime strikes it."""
        scenario = town(
            6, 500, levers=FULL_MODEL, burn_in_days=YEAR,
            parameters={"shocks.centre_need": 0.8, "shocks.wave_days": 112, "offending.by_wave": 3.0},
        )  # fmt: skip
        centre = Event(0, "community_centre", 1.0, neighbourhood="3")
        wave = Event(2 * YEAR, "crime_wave", 1.0, neighbourhood="3")
        there = scenario.communities[0].neighbourhoods.ids.index("3")

        def state(model):
            here = model.world.neighbourhoods
            hours = here.deploy_upper[there] - here.deploy_lower[there]
            return np.array([here.need[there], here.zone[there], hours])

        def story(start):
            branches = branch(start), branch(start, events=[centre]), branch(start, events=[centre, wave])
            seen = []
            for _ in range(2 * 13 + 5):
                for model in branches:
                    model.run_days(28)
                usual, calm, struck = (state(model) for model in branches)
                seen.append((calm - usual, struck - calm))
            calm, struck = np.array(seen).transpose(1, 0, 2)
            return [calm[13:26].mean(0), struck[27:].mean(0)]

        calmer, shaken = over_seeds(scenario, 12, story).transpose(1, 2, 0)
        need, zone, hours = calmer
        lower(need)
        higher(zone)
        lower(hours)
        need, zone, hours = shaken
        higher(need)
        lower(zone)
        higher(hours)


class TestConcentration:
    def test_crime_is_concentrated_in_few_places_few_offenders_and_few_victims(self):
        """Against chance: the same number of crimes dealt out evenly to as many places, offenders or residents."""
        random = np.random.default_rng(1)

        def share_of_top(counts, part):
            return np.sort(counts)[::-1][: max(1, round(part * counts.size))].sum() / counts.sum()

        def excess(counts, part):
            by_chance = random.multinomial(counts.sum(), np.full(counts.size, 1 / counts.size))
            return share_of_top(counts, part) / share_of_top(by_chance, part)

        def story(start):
            model = finished(start, YEAR)
            places = crimes_by_place(model)
            residents = model.world.residents
            prone = residents.propensity > 0
            return [
                excess(places, 0.05),
                share_of_top(places, 0.05),
                excess(residents.offences[prone], 0.1),
                share_of_top(residents.offences, 0.02),
                excess(residents.victimisations[residents.age > 0], 0.02),
            ]

        places, top_places, offenders, top_offenders, victims = over_seeds(town(), 6, story, events=True).T
        higher(places, by=2.0)
        higher(top_places, by=0.25)
        higher(offenders, by=1.2)
        higher(top_offenders, by=0.6)
        higher(victims, by=1.2)


class TestInsecurity:
    def test_it_lags_crime(self):
        """A wave of crime of eight weeks: crime is back to usual when insecurity has hardly begun to fall."""
        scenario = town(4, 750, parameters={"offending.by_wave": 2.0, "shocks.wave_days": 56})
        wave = Event(0, "crime_wave", 1.0)

        def story(start):
            calm, struck = (finished(branch(start, events=events), YEAR) for events in ((), (wave,)))
            crime = weekly_crime(struck) - weekly_crime(calm)
            worry = weekly_mean(struck, "insecurity") - weekly_mean(calm, "insecurity")
            share = [series / series[:8].mean() for series in (crime, worry)]
            return [crime[:8].mean(), worry[8:12].mean(), *(each[16:26].mean() for each in share)]

        crime, worry, crime_after, worry_after = over_seeds(scenario, 6, story).T
        higher(crime)
        higher(worry)
        lower(crime_after, by=0.25)
        higher(worry_after, by=0.5)

    def test_it_can_move_without_crime(self):
        """Visits reassure: insecurity falls by a good part, crime by hardly anything."""
        visits = STATUS_QUO._replace(engagement_share=0.8, patrol_share=0.1, follow_up=0.0, programme_share=0.0)
        scenario = town(4, 750, levers=visits, officers=10, parameters={"insecurity.reassurance": 0.0})

        def story(start):
            silent, reassuring = (
                np.array(
                    totals(branch(start, parameters={"insecurity.reassurance": by}), YEAR, "insecurity", "true_crime")
                )
                for by in (0.0, 0.3)
            )
            return reassuring / silent - 1

        worry, crime = over_seeds(scenario, 4, story).T
        lower(worry, by=-0.04)
        assert abs(crime.mean()) < 0.02 < abs(worry.mean())

    def test_mobilizing_may_first_raise_it(self):
        """Who takes part in an initiative feels its problem more."""
        parameters = {**AT_ONCE, "money.purse": 200.0}
        scenario = town(2, 1000, levers=PAID, burn_in_days=112, parameters=parameters)

        def story(start):
            quiet, mobilized = (
                finished(branch(start, plan=plan), 28 * 8) for plan in (plan_nothing, PlanOnce(Measure.SOCIAL))
            )
            assert weekly(mobilized, "participation")[-4:].sum() > 0
            return weekly_mean(mobilized, "insecurity")[8:].mean() - weekly_mean(quiet, "insecurity")[8:].mean()

        higher(over_seeds(scenario, 12, story))


@long
class TestConcentratedEffort:
    def test_a_measure_at_few_places_prevents_more_than_the_same_hours_over_many(self):
        parameters = {**AT_ONCE, "money.purse": 100.0, "planning.targets": 32}
        scenario = town(2, 2500, levers=PAID, burn_in_days=112, parameters=parameters)

        def story(start):
            few, many = (
                finished(
                    branch(start, parameters={"planning.targets": count}, plan=PlanOnce(Measure.SITUATIONAL)),
                    28 + YEAR,
                )
                for count in (6, 32)
            )
            work = [sum(row["work"] for row in model.history.rows(model.world)) for model in (few, many)]
            return [weekly(few, "true_theft").sum() - weekly(many, "true_theft").sum(), work[0] / work[1]]

        theft, work = over_seeds(scenario, 30, story).T
        lower(theft)
        assert work.mean() == pytest.approx(1.0, abs=0.02), "the same hours"

    def test_patrol_at_few_places_prevents_more_than_the_same_hours_everywhere(self):
        even = STATUS_QUO._replace(risk_focus=0.0, programme_share=0.0, patrol_share=0.85)
        scenario = town(1, 3000, levers=even, also={"few": even._replace(risk_focus=1.0)})

        def story(start):
            spread, few = (
                totals(start.fork(name), 2 * YEAR, "true_crime", "hours_patrol") for name in ("usual", "few")
            )
            assert few[1] <= spread[1], "no more hours, for analysts cost some"
            return few[0] - spread[0]

        lower(over_seeds(scenario, 18, story))
