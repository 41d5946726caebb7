"""Write SOURCE.md: which files a town was made from, with their fingerprints, how, and what was changed."""

from collections.abc import Sequence

from mobsim.intake.choices import Account
from mobsim.intake.layers import Layer

_MEANINGS = {
    "areas.geojson": "outlines of the areas, with id, name, residents, deprivation and rates of crime",
    "areas.csv": "areas with id, name, residents, deprivation and rates of crime",
    "edges.csv": "pairs of neighbours",
    "crime.csv": "recorded crimes summed by area, category and year; no single crime",
    "targets.toml": "recorded crime as figures that `mobsim calibrate` fits the town to",
    "scenario.toml": "the scenario",
}


def sources_text(title: str, layers: Sequence[Layer], command: str, files: Sequence[str], account: Account) -> str:
    """Write the file."""
    rows = {layer.file.name: (layer.kind, layer.sha256) for layer in layers}
    text = f"# {title}\n\n**Origin.** Write here who published each file, when, and where it can be had.\n\n"
    text += "**Licence.** Write here under which licence, and the attribution that it asks for.\n\n"
    text += f"**Made by**\n\n    {command}\n\n## Files that it was made from\n\n| file | kind | SHA-256 |\n| --- | --- | --- |\n"
    text += "".join(f"| `{name}` | {kind} | `{sha256}` |\n" for name, (kind, sha256) in rows.items())
    text += "\n## Files here\n\n| file | what it holds |\n| --- | --- |\n"
    text += "".join(f"| `{name}` | {_MEANINGS[name]} |\n" for name in files if name in _MEANINGS)
    for heading, lines in (
        ("Left out and merged", [*account.dropped, *account.unmatched]),
        ("Estimated", account.estimated),
        ("Assumed", account.assumed),
    ):
        if lines:
            text += f"\n## {heading}\n\n" + "".join(f"- {line}\n" for line in lines)
    decided = [f"- {guess.what}: {guess.value} (`{guess.option}`)\n" for guess in account.guesses]
    return text + "\n## Decided\n\n" + "".join(decided)
