"""Whether the article's two claims hold in the model: each component matters equally, and each relies on the others.

Burton (2016) on the model's four components: "Each component relies on one another to create a holistic, best practices, and
retain equal significance."
"""

from collections.abc import Iterator, Mapping
from typing import Any

from experiments_page.components import harmful, unsure
from experiments_page.interactions import verdict
from experiments_page.words import SURE, change, interval, is_apart, listed, percent, plain, points, short, table_of

FROM = "four_components"
LIKE = "information_and_leadership"


def claims_section(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Write the section on the two claims from the numbers of the experiment that varies all four components."""
    found = numbers.get(FROM, {}).get("components", {})
    yield "## Do the article's two claims hold in the model? { #claims }"
    yield (
        "The article that describes Ontario's model says of its four components that each *relies on one another* and that they "
        "*retain equal significance* (Burton 2016). Here is what this model says to either, from the numbers of "
        f"[{plain(FROM)}](#{FROM}) and the interactions below; in a real town neither has been measured."
    )
    if "together" not in found:
        yield f"*Not told yet: the numbers at hand were made before this was asked. `mobsim sweep {FROM}` makes them.*"
        return
    yield "**Does each component matter equally?** " + " ".join(equal_sentences(found))
    yield "**Does each rely on the others?** " + " ".join(reliance_sentences(found))
    yield together_table(found["together"])
    yield "**How sure.** " + " ".join(sure_sentences(numbers))
    yield "**What would change it.** " + " ".join(change_sentences(found))


def equal_sentences(found: Mapping[str, Any]) -> Iterator[str]:
    """Answer the first claim: whether all lower harm, and by the same."""
    mean, together = found["mean"]["harm"], found["together"]
    effects = sorted(found["effects"]["harm"], key=lambda row: row["estimate"])
    first, *_, last = effects
    missing = [*unsure(effects), *harmful(effects)]
    matter = (
        f"{listed([short(name) for name in missing])} cannot be said to lower harm" if missing else "each lowers harm"
    )
    apart, pairs = together["apart"], together["pairs"]
    if not apart:
        said = "Not shown either way" if missing else "Nothing speaks against it"
        yield f"{said}: {matter}, and of {pairs} pairs of components none can be told apart."
    else:
        yield (
            f"No: {matter}, and {apart} of {pairs} pairs of components can be told apart. Most is done by "
            f"{short(first['factor'])}, {percent(first['estimate'] / mean)} ({interval(first, mean)}), least by "
            f"{short(last['factor'])}, {percent(last['estimate'] / mean)} ({interval(last, mean)})."
        )
    yield from elsewhere_sentences(found)


def elsewhere_sentences(found: Mapping[str, Any]) -> Iterator[str]:
    """Say which component moves what residents feel most, for significance need not lie in harm alone."""
    parts = []
    for outcome, sign, moved in (("trust", 1.0, "raised"), ("insecurity", -1.0, "lowered")):
        best = max(found["effects"][outcome], key=lambda row: sign * row["estimate"])
        good = best["p"] is not None and best["p"] < SURE and sign * best["estimate"] > 0
        told = f"{short(best['factor'])}, {change(best, 'estimate', found['mean'][outcome])}"
        parts.append(f"{plain(outcome)} is {moved} {'most by ' + told if good else 'surely by none'}")
    yield f"Harm is not all: {'; '.join(parts)}."


def reliance_sentences(found: Mapping[str, Any]) -> Iterator[str]:
    """Answer the second claim: whether all together do more than each alone."""
    together = found["together"]
    mean, beyond = together["mean"], together["beyond"]
    yield (
        f"Raised one by one, where the other three are weak, they change harm by "
        f"{percent(together['sum']['estimate'] / mean)} in sum; all four together by "
        f"{percent(together['whole']['estimate'] / mean)} ({interval(together['whole'], mean)})."
    )
    ends = sorted((beyond["low"] / mean, beyond["high"] / mean))
    told = f"{points(beyond['estimate'] / mean)} points ({points(ends[0])} to {points(ends[1])})"
    if not is_apart(beyond):
        yield (
            f"The difference, {told}, holds nought: that they rely on each other is not shown, nor that they get in each "
            "other's way."
        )
    elif beyond["estimate"] < 0:
        part = abs(beyond["estimate"] / together["whole"]["estimate"]) if together["whole"]["estimate"] else 0.0
        yield f"The difference, {told}, says yes, for {part:.0%} of what all four do: so much hangs on their being together."
    else:
        yield f"The difference, {told}, says no: in part they do the same work twice, and together less than their sum."
    pairs = [row for row in found["interactions"] if row["p"] is not None and row["p"] < SURE]
    # An interaction is half of what one adds to the other, so that it compares with an effect averaged over the other.
    named = [
        (f"{short(row['factors'])} ({points(2 * row['estimate'] / found['mean']['harm'])})", row["estimate"])
        for row in pairs
    ]
    for what, sign in (("need each other", -1), ("stand in for each other", 1)):
        there = [name for name, amount in named if amount * sign > 0]
        told = (
            f"{listed(there)} points with much of the other against little"
            if there
            else "none that can be told from nought"
        )
        yield f"Pairs that {what}: {told}."


def together_table(together: Mapping[str, Any]) -> str:
    """Write what each component does alone, beside the others, and the difference."""
    mean = together["mean"]
    rows = []
    for alone, last, gain in zip(together["alone"], together["last"], together["gain"], strict=True):
        apart = "" if is_apart(gain) else ", may be luck"
        rows.append([short(alone["factor"]), *(change(each, "estimate", mean) for each in (alone, last)),
                     change(gain, "estimate", mean) + apart])  # fmt: skip
    head = ["component, weak to strong", "harm, the others weak", "harm, the others strong", "difference"]
    return table_of(head, rows)


def sure_sentences(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Say what the intervals hold, whether another experiment agrees, and how much of the model is assumed."""
    found = numbers[FROM]
    doubt = (
        f"each with its own draw of what the evidence leaves open: the intervals hold luck and doubt about {found['draws']} "
        "plausible versions of the model, and not what all of them leave out."
        if found["ensemble"]
        else "on the declared parameters alone: doubt about the model is not in the intervals."
    )
    yield (
        f"{found['seeds']} seeds stand behind it, in each of which all combinations were run (model `{found['model'][:8]}`), "
        f"{doubt}"
    )
    carried = found["components"].get("carried", {})
    if carried:
        parts = [f"{plain(name)} {each['assumed']} of {each['all']}" for name, each in carried.items()]
        yield f"Of the parameters of the mechanisms that carry each component, assumed without a source are: {listed(parts)}."
    for row in (row for rows in numbers.get(LIKE, {}).get("interactions", ()) for row in rows):
        if row["outcome"] == "harm" and row["mean"] and row["difference"]["low"] is not None:
            yield (
                f"In a town as most are ([{plain(LIKE)}](#{LIKE})), the difference that {short(row['by'])} makes to "
                f"{short(row['of'])} is {points(row['difference']['estimate'] / row['mean'])} points, {verdict(row)}"
            )


def change_sentences(found: Mapping[str, Any]) -> Iterator[str]:
    """Say what would overturn the answers: sizes, prices, the levels compared, what a study would have to measure."""
    effects = sorted(found["effects"]["harm"], key=lambda row: row["estimate"])
    first, last = effects[0], effects[-1]
    if first["estimate"] < 0 and last["estimate"] < 0:
        times = first["estimate"] / last["estimate"]
        yield f"To equal {short(first['factor'])}, {short(last['factor'])} would have to do {times:.1f} times what it does."
    elif first["estimate"] < 0:
        yield f"To equal {short(first['factor'])}, {short(last['factor'])} would first have to lower harm at all."
    yield from price_sentences(found)
    yield (
        "Weak and strong are steps on a scale of effort that the model sets itself, so that equal steps are equal by "
        "convention; a real service would compare what the same money buys, or what the same year of work does. Each answer "
        "holds for the strategy that the components are part of, here the full model: where less money follows risk, or more of "
        "the initiatives are led by residents, there is other work for them to carry. What would settle it is a study that "
        "raises them one by one and together in comparable towns, and measures ties, what officers use of what is known, and "
        "what is delivered beside crime."
    )


def price_sentences(found: Mapping[str, Any]) -> Iterator[str]:
    """Order the components by what a dollar of them does."""
    mean, costs = found["mean"]["harm"], found.get("prices", {})
    effects = [row for row in found["effects"]["harm"] if costs.get(row["factor"])]
    priced = [(row["factor"], row["estimate"] / mean / costs[row["factor"]]) for row in effects]
    if priced:
        parts = [f"{short(name)} {percent(each)}" for name, each in sorted(priced, key=lambda pair: pair[1])]
        yield f"By the dollar a resident and year that the step takes from the purse, they change harm by {', '.join(parts)}."
