"""Shared by the scripts that make the data of the shipped scenarios.

Every file is written so that the same input gives the same bytes: fixed order, fixed rounding, Unix line ends.
"""

import argparse
import csv
import gzip
import hashlib
import io
import json
from importlib import metadata
from itertools import pairwise
from pathlib import Path


def destination(description: str, default: Path) -> Path:
    """Read the ``--out`` folder from the command line and create it."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--out", type=Path, default=default, help="folder to write to (default: beside the script)")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def checksum(path: Path) -> str:
    """Give the SHA-256 of a file as hexadecimal text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def installed_file(distribution: str, name: str, expected: str) -> Path:
    """Find one file of an installed distribution without importing it, and refuse another version of it.

    Parameters
    ----------
    distribution : name of the distribution, as its metadata gives it
    name : path inside the distribution
    expected : SHA-256 of the file the scenario was made from
    """
    for entry in metadata.files(distribution) or []:
        if entry.as_posix() == name:
            path = Path(str(entry.locate()))
            if checksum(path) != expected:
                raise SystemExit(f"{distribution}: {name} is not the file this scenario was made from; see SOURCE.md")
            return path
    raise SystemExit(f"{distribution}: no file {name}; install the version named in SOURCE.md")


def rounded_ring(ring: list, decimals: int) -> list[list[float]]:
    """Round a closed ring, drop points that became equal to their predecessor, and turn it counterclockwise."""
    points: list[list[float]] = []
    for x, y in ring:
        point = [round(float(x), decimals), round(float(y), decimals)]
        if not points or point != points[-1]:
            points.append(point)
    twice_area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))
    return points if twice_area > 0 else points[::-1]


def feature(properties: dict, geometry: dict) -> dict:
    """Build one GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write_areas(path: Path, features: list[dict], crs_note: str) -> None:
    """Write a FeatureCollection, one feature a line, with a note on its coordinates."""
    lines = [json.dumps(one, separators=(",", ":"), ensure_ascii=False) for one in features]
    head = f'{{"type":"FeatureCollection","crs_note":{json.dumps(crs_note, ensure_ascii=False)},"features":[\n'
    path.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8", newline="\n")


def write_edges(path: Path, pairs: set[frozenset[str]], order: list[str]) -> None:
    """Write each undirected edge once, sorted by the order of the areas."""
    rank = {area: position for position, area in enumerate(order)}
    edges = sorted(sorted(rank[area] for area in pair) for pair in pairs)
    write_table(path, ["a", "b"], [[order[a], order[b]] for a, b in edges])


def write_table(path: Path, header: list[str], rows: list) -> None:
    """Write a CSV; a name that ends in ``.gz`` is compressed without a time stamp."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    content = text.getvalue().encode("utf-8")
    if path.suffix == ".gz":
        content = compressed(content)
    path.write_bytes(content)


def compressed(content: bytes) -> bytes:
    """Compress with a header that names no file, time or system, which ``gzip.compress`` does not promise."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as stream:
        stream.write(content)
    return packed.getvalue()
