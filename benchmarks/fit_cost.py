"""What one run of the fit of the defaults costs, by part of the work, in core-seconds: ``python -m benchmarks.fit_cost``.

The first run compiles and loads; the second is measured. Other work on the machine makes core-seconds longer too.
"""

import sys
import time
from collections import Counter

from mobsim.validation import one_run
from mobsim.validation.defaults import study


def measure() -> Counter[str]:
    """Run twice, and return the seconds of the second run by part of the work."""
    seconds: Counter[str] = Counter()

    def timed(function, name):
        def run(*given):
            begun = time.process_time()
            found = function(*given)
            seconds[getattr(given[1], "name", name) if name == "study" else name] += time.process_time() - begun
            return found

        return run

    one_run._begin = timed(one_run._begin, "burn-in of South Simcoe")
    for method, name in (("_patterns", "untreated years"), ("_effects", "trials"), ("_compared", "study")):
        setattr(one_run.EvidenceStudy, method, timed(getattr(one_run.EvidenceStudy, method), name))
    run = study()
    one_run.EvidenceStudy(run.parts, one_run.Size(1, 0.25), {name: one_run.Size(1, 0.1) for name in run.studies})({}, 1)
    seconds.clear()
    begun = time.process_time()
    run({}, 1)
    seconds["all"] = time.process_time() - begun
    return seconds


if __name__ == "__main__":
    for name, spent in measure().items():
        sys.stdout.write(f"{name:28} {spent:6.1f}\n")
