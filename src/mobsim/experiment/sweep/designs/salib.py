"""SALib, which draws and analyses Sobol' and Morris designs, where it is installed."""

from collections.abc import Sequence

import numpy as np

from mobsim.errors import UsageError
from mobsim.experiment.sweep.designs.shares import key_of
from mobsim.experiment.sweep.factors import Factor


def problem_of(factors: Sequence[Factor]) -> dict[str, object]:
    """Describe the factors to SALib, each by shares of its range; made anew, since SALib changes what it is given."""
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[0.0, 1.0] for _ in factors],
    }


def number_for(seed: int, design: int, *further: int) -> int:
    """Return a whole number from a key of its own: SALib draws by what it is given, and studies stay apart."""
    key = key_of(design, *further)
    return int(np.random.SeedSequence(entropy=seed, spawn_key=key).generate_state(1, np.uint32)[0])


def require_salib() -> None:
    """Raise a UsageError where SALib is not installed."""
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise UsageError(
            "Sobol' and Morris designs need SALib",
            remedy="install it with: pip install 'mobsim[analysis]'",
        ) from None
