"""What the intervals and probabilities of a table are: the test, its degrees of freedom, the adjustment."""

import pandas as pd

KNOWN = "Worth beyond what shuffling {units} gives; told where above the greatest of all in 19 shuffles of 20"
BASES = {
    "effects": "95 % intervals and p: Student's t over {units}, {degrees}, Bonferroni for the {rows} rows together",
    "interactions": "95 % intervals and p: Student's t over {units}, {degrees}, Bonferroni for the {rows} rows together",
    "levels": "95 % intervals: Student's t over {units}, {degrees}, each row by itself, unadjusted",
    "shapley": "95 % intervals: Student's t over {units}, {degrees} (of shares, Fieller's), each row by itself, unadjusted",
    "strategies": "95 % intervals and p: Student's t over {units}, {degrees}, Bonferroni for all {together} pairs of strategies",
    "regret": "Means and extremes over {conditions} conditions, without intervals",
    "pairing": "95 % intervals: leaving out one seed after the other, Student's t on logarithms, each row by itself, unadjusted",
    "regression": "95 % intervals: leaving out one sample after the other, on Fisher's scale, each row by itself, unadjusted",
    "scores": "Shares of what 20 forests explain; told where above the greatest of all shuffled copies in 19 forests of 20",
    "information": KNOWN,
    "mechanisms": KNOWN,
    "variance": "95 % intervals: generalized (factors, seeds) or of F (settings), for normal luck, row by row, unadjusted",
    "sobol": "95 % intervals: SALib's bootstrap over {blocks} blocks, each row by itself, unadjusted",
    "morris": "95 % intervals: SALib's bootstrap over {trajectories} trajectories, each row by itself, unadjusted",
    "failing": "Shares of cases, without intervals; accuracy is on cases that the tree was not grown on",
    "convergence": "95 % intervals at each number by itself, unadjusted: they say nothing of when to stop",
}
COUNTS = ("replicates", "pairs", "samples")


def basis_of(name: str, table: pd.DataFrame) -> str:
    """Say it in a sentence, from what the table counts; nothing for a table without rows."""
    words = BASES.get(name)
    if words is None or table.empty:
        return ""
    counted, facts = facts_of(table)
    units = {} if counted is None else {"units": f"{facts[counted]} {counted}"}
    if "degrees" in facts:
        facts["degrees"] += " degrees of freedom"
    return words.format(**units, **facts) + "."


def facts_of(table: pd.DataFrame) -> tuple[str | None, dict[str, str]]:
    """Return by what column a table counts, if by any, and its numbers by the places of the words."""
    counted = next((column for column in COUNTS if column in table), None)
    facts = {} if counted is None else {counted: _range(table[counted]), "degrees": _degrees(table[counted])}
    further = ("blocks", "trajectories", "conditions", "together")
    return counted, {
        "rows": str(len(table)),
        **facts,
        **{each: _range(table[each]) for each in further if each in table},
    }


def _degrees(counts: pd.Series) -> str:
    return _range(counts - 1)


def _range(numbers: pd.Series) -> str:
    low, high = int(numbers.min()), int(numbers.max())
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
