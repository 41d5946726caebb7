"""What cannot be met together is told with its price, and the command that fits says what it stands on."""

import json
from dataclasses import replace

import numpy as np
import pytest
from test_fit import ONE, SMALL, SPACE, Line

from mobsim.calibration import Target, fit
from mobsim.validation import __main__ as command
from mobsim.validation.trade_offs import trade_offs


@pytest.fixture(scope="module")
def torn(tmp_path_factory):
    """A fit to figures of which one excludes another: level 3.2 and power -1 make both -3.2, and it is to be above -2.4."""
    asked = [
        Target("level", 3.2, low=3.0, high=3.4, chance=0.0),
        Target("power", -1.0, low=-1.05, high=-0.95, chance=0.0),
        Target("both", low=-2.4, chance=0.0, tolerance=0.6),
    ]
    return fit(Line(), SPACE, asked, tmp_path_factory.mktemp("torn") / "fit", replace(SMALL, truths=0), ONE)


def test_a_missed_part_comes_with_the_met_one_that_it_would_cost(torn):
    met = torn.checks.set_index("target")["met"]
    assert met.to_dict() == {"level": True, "power": True, "both": False}
    (price, *more) = trade_offs(torn)
    assert price.missed == "both"
    assert price.expected < -2.4 <= price.then
    assert price.reached < 0.5
    assert {price.cost, *(each.cost for each in more)} <= {"level", "power"}
    assert price.cost
    assert not price.cost_low <= price.cost_then <= price.cost_high


def test_what_no_point_meets_has_no_price(tmp_path):
    asked = [Target("level", 3.2, low=3.0, high=3.4, chance=0.0), Target("fixed", low=8.0, chance=0.0)]
    found = fit(Line(), SPACE, asked, tmp_path / "fit", replace(SMALL, truths=0), ONE)
    (price,) = trade_offs(found)
    assert (price.missed, price.reached, price.then, price.cost) == ("fixed", 0.0, None, "")


def test_nothing_that_is_missed_costs_nothing(tmp_path):
    asked = [Target("level", 3.2, low=3.0, high=3.4, chance=0.0)]
    assert trade_offs(fit(Line(), SPACE, asked, tmp_path / "fit", replace(SMALL, truths=0), ONE)) == []


class TestCommand:
    def test_it_says_what_it_stands_on_and_writes_prices(self, torn, monkeypatch, capsys):
        monkeypatch.setattr(command, "fit_defaults", lambda folder, workers, report, minutes: torn)
        assert command.main(["any", "--minutes", "5"]) == 0
        said = capsys.readouterr().out
        assert f"stands on {torn.basis.runs} runs and 2 of 2 waves" in said
        assert "both" in said
        prices = json.loads((torn.folder / "trade_offs.json").read_text("utf-8"))
        assert prices[0]["missed"] == "both"
        assert all(np.isfinite(value) for row in prices for value in row.values() if isinstance(value, float))

    @pytest.mark.parametrize("minutes", ["0", "-3", "nan", "soon"])
    def test_a_time_that_is_none_is_refused_in_one_line(self, minutes, capsys):
        with pytest.raises(SystemExit) as stopped:
            command.main(["any", f"--minutes={minutes}"])
        assert stopped.value.code == 2
        assert "--minutes" in capsys.readouterr().err
