"""Write the scenario of a synthetic province: 50 communities whose sizes fall with their rank.

python scenarios/ontario/make.py
"""

from pathlib import Path

COMMUNITIES = 50
PEOPLE = 16_000_000
PEOPLE_OF_A_DISTRICT = 20_000
EXPONENT = 0.9

HEAD = """\
# A synthetic province of 16 million residents in 50 communities under one provincial table: for large machines.
# Nothing in it is measured. Sizes fall with rank (the k-th has k ** -0.9 times the first), roughly as those of
# Ontario's communities do; how deprivation is spread is assumed. Written by make.py.
schema = 1
title = "A synthetic province of 16 million"
about = \"\"\"
Fifty made-up communities, from a metropolis to towns of a few districts, that pass on at one provincial table what
works. It shows what the same code does at the size of Ontario; it claims nothing about any real place.\"\"\"
days = 1092               # three years of 52 weeks, after burn-in
burn_in_days = 364        # a year in which the towns settle; strategies part ways after it
seed = 1
reference = "status_quo"  # other strategies are compared with this one

# One simulated resident stands for fifty, so that a desktop machine can run it. 1.0 is everybody, with memory to match.
scale = 0.02

[leaders]
councillors = 10
agencies = ["health", "housing", "youth_education", "social_services"]
associations = "each neighbourhood"
"""

BLOCK = """
[[communities]]
title = "{title}"
officers_per_100k = {officers}
[communities.synthetic]
neighbourhoods = {districts}
residents_per_neighbourhood = {size}
deprivation_range = [{low}, {high}]
turnover = {turnover}
seed = {seed}
"""


def districts_of() -> list[int]:
    """Share the districts out by rank, largest remainders last, at least one each."""
    weights = [rank**-EXPONENT for rank in range(1, COMMUNITIES + 1)]
    total = PEOPLE // PEOPLE_OF_A_DISTRICT
    exact = [total * weight / sum(weights) for weight in weights]
    counts = [max(1, int(each)) for each in exact]
    by_remainder = sorted(range(COMMUNITIES), key=lambda n: counts[n] - exact[n])
    for n in by_remainder[: total - sum(counts)]:
        counts[n] += 1
    return counts


def block(rank: int, districts: int) -> str:
    """Write one community; the kind of place follows from its size."""
    kind = "Metropolis" if rank == 1 else "City" if districts >= 10 else "Town"
    city = districts >= 10
    return BLOCK.format(
        title=f"{kind} {rank}",
        officers=178 if city else 130,
        districts=districts,
        size=PEOPLE_OF_A_DISTRICT,
        low=round(0.05 + 0.03 * (rank % 4), 2),
        high=round((0.9 if city else 0.65) - 0.05 * (rank % 3), 2),
        turnover=0.15 if city else 0.11,
        seed=rank,
    )


if __name__ == "__main__":
    blocks = [block(rank, districts) for rank, districts in enumerate(districts_of(), start=1)]
    Path(__file__).with_name("scenario.toml").write_text(HEAD + "".join(blocks), encoding="utf-8")
