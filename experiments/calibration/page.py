"""Write the numbers of docs/calibration.md from results folders: ``python experiments/calibration/page.py``.

Make the folders first, and the benchmark; what is not there is left as it stands:

    mobsim calibrate toronto --targets experiments/calibration/toronto.toml --out results/calibrate-toronto
    mobsim calibrate columbus --targets experiments/calibration/columbus.toml --out results/calibrate-columbus
    python -m benchmarks.fitting
"""

import argparse
import json
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "calibration.md"
TOWNS = ("toronto", "columbus")
KEPT = (
    "What the figures tell of each parameter",
    "Fresh runs against the figures",
    "Neighbourhoods",
    "Whether the intervals hold",
)


def main() -> None:
    """Replace every marked block of the page by what the folders hold now."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=ROOT / "results", help="folder of the results folders")
    results = parser.parse_args().results
    made = {town: results / f"calibrate-{town}" / "report.md" for town in TOWNS}
    made["known truths"] = ROOT / "benchmarks" / "fitting.json"
    for name, file in made.items():
        if not file.exists():
            print(f"{file} is not there: the numbers of {name} stay as they are")
    there = {name: file for name, file in made.items() if file.exists()}
    blocks = {name: of_town(file.parent, name) if name in TOWNS else of_benchmark(file) for name, file in there.items()}
    text = PAGE.read_text(encoding="utf-8")
    for name, block in blocks.items():
        pattern = re.compile(rf"(<!-- numbers: {name} -->\n).*?(<!-- end -->)", flags=re.DOTALL)
        text, count = pattern.subn(lambda found, block=block: f"{found[1]}\n{block}\n\n{found[2]}", text)
        if count != 1:
            raise SystemExit(f"{PAGE}: needs one block <!-- numbers: {name} --> ... <!-- end -->")
    PAGE.write_text(text, encoding="utf-8")


def of_town(folder: Path, town: str) -> str:
    """Take the opening and the tables of a report, and copy its pictures."""
    parts = re.split(r"^## (.+)\n", (folder / "report.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    sections = {head.strip(): body.strip() for head, body in zip(parts[1::2], parts[2::2], strict=True)}
    opening = parts[0].split("\n", 1)[1].strip()
    paragraphs = [opening, *(f"**{head}.**\n\n{sections[head]}" for head in KEPT if head in sections)]
    for picture in ("parameters", "neighbourhoods"):
        copied = f"calibration-{town}-{picture}.png"
        shutil.copy2(folder / "figures" / f"{picture}.png", ROOT / "docs" / "images" / copied)
        paragraphs.append(f"![{town.capitalize()}: {picture}](images/{copied})")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    paragraphs.append(f"*Model {manifest['model_hash'][:8]}, inputs {manifest['inputs_hash'][:8]}.*")
    return "\n\n".join(paragraphs)


def of_benchmark(file: Path) -> str:
    """Say how often known truths lay within intervals."""
    found = json.loads(file.read_text(encoding="utf-8"))
    runs, waves = found["settings"]["runs_a_wave"], found["settings"]["waves"]
    lines = ["| number | truths within the 90 % interval | mean spread left |", "| --- | --- | --- |"]
    for name, held in found["held"].items():
        lines.append(f"| `{name}` | {held} of {found['cases']} | {found['mean_sd_ratio'][name]:.2f} |")
    return (
        f"{found['cases']} hidden points; {runs} runs a wave, waves: {waves}; {found['seconds_a_case']:.1f} s of processor time "
        f"a fit with its fresh runs. "
        f"{found['share_held']:.1%} of all truths lay within their 90 % intervals.\n\n" + "\n".join(lines)
    )


if __name__ == "__main__":
    main()
