"""Scores find factors that no line or rank shows, and leave alone what is luck."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mobsim.analysis.results import SweepResults
from mobsim.analysis.scoring import feature_scores
from mobsim.errors import UsageError
from mobsim.experiment.sweep.factors import Factor

pytest.importorskip("sklearn")
NAMES = [f"trust.{name}" for name in ("bent", "one", "other", "idle", "idler")]


def sampled(samples, random, harm):
    """Make up a drawn sample of five factors, and what harm is of them, on one seed or two."""
    rows = []
    for sample, shares in enumerate(random.random((samples, len(NAMES)))):
        rows += [
            (sample, replicate, *shares, harm(shares) + 0.1 * random.standard_normal())
            for replicate in range(1 + sample % 2)
        ]
    runs = pd.DataFrame(rows, columns=["point", "replicate", *NAMES, "harm"])
    factors = tuple(Factor(name, "parameter", (), 0.0, 1.0) for name in NAMES)
    experiment = {"design": "latin_hypercube", "strategies": [], "reference": None}
    return SweepResults(Path(), {}, experiment, runs.assign(seed=runs["replicate"]), pd.DataFrame(), factors)


def bent_and_together(shares):
    """Hang on how far one is from its middle, and on whether two others lie on the same side: no line or rank shows either."""
    bent, one, other = shares[:3]
    return 8 * (bent - 0.5) ** 2 + 1.5 * ((one > 0.5) == (other > 0.5))


def test_bends_and_factors_that_act_together_are_found():
    found = feature_scores(sampled(300, np.random.default_rng(1), bent_and_together), "harm").set_index("factor")
    assert set(found.index[found["told"]]) == {"trust.bent", "trust.one", "trust.other"}
    assert found["score"].iloc[0] > 3 * found.loc["trust.idle", "score"]
    assert found["explained"].iloc[0] > 0.2
    assert found["samples"].tolist() == [300] * 5


def test_luck_is_told_of_no_factor():
    told, explained = 0, []
    for seed in range(3):
        found = feature_scores(sampled(60, np.random.default_rng(seed), lambda _: 0.0), "harm")
        told += int(found["told"].sum())
        explained.append(found["explained"].iloc[0])
    assert told <= 1
    assert np.mean(explained) < 0.05


def test_one_table_of_runs_has_one_answer():
    results = sampled(40, np.random.default_rng(2), bent_and_together)
    pd.testing.assert_frame_equal(feature_scores(results, "harm"), feature_scores(results, "harm"))


def test_too_few_samples_are_refused():
    with pytest.raises(UsageError, match=r"samples = 20: has too few samples"):
        feature_scores(sampled(20, np.random.default_rng(3), bent_and_together), "harm")
