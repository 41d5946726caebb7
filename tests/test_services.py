"""Agencies' own services: hours that nobody asks for go to clients, lower their need, and are all in the books."""

import numpy as np
import pytest
from stories import PAID, town

from mobsim.engine.model import Model
from mobsim.measures.books import balance
from mobsim.scenario.enumerations import Age

WITHOUT_OTHERS = {"money.purse": 0.0, "acute.onset": 0.0, "people.desistance": 0.0}


def lived(parameters=None, cycles=4, days_more=7, residents=800):
    model = Model(town(3, residents, levers=PAID, parameters=parameters or {}, burn_in_days=0), "usual", 4)
    model.run_days(28 * cycles + days_more)
    return model


def sums(model, *names):
    ledger = model.ledger.sums(model.ledger.total)
    return [float(ledger[name].sum()) for name in names]


class TestHours:
    @pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
    def test_what_nobody_asks_for_goes_to_clients_by_their_share_and_the_rest_lapses(self, share):
        model = lived({"delivery.client_share": share, "response.agency_hours": 1000.0})
        spent, lapsed, clients = sums(model, "client_hours", "crisis_hours_lapsed", "clients")
        assert spent == pytest.approx(clients * model.parameters.delivery.client_hours)
        assert spent == pytest.approx(share * (spent + lapsed), rel=1e-9)
        assert (spent > 0) == (share > 0)

    @pytest.mark.parametrize("hours", [0.0, 20.0, 1000.0])
    def test_the_books_of_agencies_close(self, hours):
        ledger = lived({"response.agency_hours": hours}).ledger
        book = balance(ledger.sums(ledger.total))
        agencies = book.query("resource == 'agencies'")
        given, became = (agencies[agencies["side"] == side]["amount"].sum() for side in ("given", "became"))
        assert given == pytest.approx(became, rel=1e-9)

    def test_small_towns_serve_as_many_clients_per_head_as_large_ones(self):
        rates = []
        for residents in (200, 2000):
            model = lived({"response.agency_hours": 100.0}, cycles=13, residents=residents)
            rates.append(sums(model, "clients")[0] / model.world.residents.size)
        assert rates[0] == pytest.approx(rates[1], rel=0.1)

    def test_persons_whom_police_bring_take_hours_from_clients(self):
        many = {"response.agency_hours": 300.0, "response.handover_hours": 12.0, "table.tie_at_birth": 0.9}
        handed, clients = sums(lived(many), "handover_hours", "client_hours")
        none, more = sums(lived({**many, "response.handover_hours": 0.0}), "handover_hours", "client_hours")
        assert handed > 0 == none
        assert more > clients


class TestClients:
    def test_more_services_keep_need_lower_and_nothing_else_changes_at_birth(self):
        towns = [lived({**WITHOUT_OTHERS, "response.agency_hours": hours}, 0, 0) for hours in (0.0, 200.0, 800.0)]
        needs = [model.world.residents.need.mean(dtype=float) for model in towns]
        assert needs[0] > needs[1] > needs[2]
        grounds = [model.world.residents.need_ground for model in towns]
        assert np.array_equal(grounds[0], grounds[2])
        prone = [model.world.residents.propensity > 0 for model in towns]
        assert not np.any(prone[2] & ~prone[0])

    def test_children_are_no_clients(self):
        residents = lived({"response.agency_hours": 5000.0}, 0, 0).world.residents
        children = residents.age == Age.CHILD
        assert np.array_equal(residents.need[children], residents.need_ground[children])
        assert (residents.need < residents.need_ground)[~children].mean() > 0.5

    def test_the_untreated_town_begins_where_services_hold_its_need(self):
        model = lived(
            {**WITHOUT_OTHERS, "delivery.usual_left": 1.0, "response.agency_hours": 800.0}, 0, 0, residents=2000
        )
        before = model.world.residents.need.mean(dtype=float)
        ground = model.world.residents.need_ground.mean(dtype=float)
        model.run_days(364 * 4)
        after = model.world.residents.need.mean(dtype=float)
        assert abs(after - before) < 0.25 * (ground - before)
