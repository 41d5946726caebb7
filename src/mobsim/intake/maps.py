"""Read maps of any kind with GDAL (by pyogrio), and GeoJSON with the reader that scenarios have."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from mobsim.errors import DataError
from mobsim.intake.extra import part
from mobsim.intake.layers import Layer
from mobsim.intake.records import columns_of, read_records
from mobsim.intake.telling import tell
from mobsim.intake.texts import LARGEST_TABLE, open_text
from mobsim.scenario.geojson import Feature, Nested, features_of
from mobsim.scenario.regular_files import read_regular
from mobsim.scenario.row_files import MOST_ROWS
from mobsim.scenario.text_files import TextFile

KINDS = {
    ".shp": tell("shapefile"),
    ".gpkg": "GeoPackage",
    ".fgb": "FlatGeobuf",
    ".kml": "KML",
    ".topojson": "TopoJSON",
    ".geojsonl": tell("lines_of_features"),
    ".geojsons": tell("lines_of_features"),
}
_TOPOLOGY = re.compile(rb'\s*\{(?:.{0,2000}?[{,])?\s*"type"\s*:\s*"Topology"', re.DOTALL)
_BEGINNINGS = {
    "shapefile": re.compile(rb"\x00\x00\x27\x0a"),
    "GeoPackage": re.compile(rb"SQLite format 3\x00"),
    "FlatGeobuf": re.compile(rb"fgb"),
    "KML": re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<.{0,2000}?<?(?:\w+:)?kml\b", re.DOTALL),
    "TopoJSON": _TOPOLOGY,
    "GeoJSON, a feature a line": re.compile(rb"[\s\x1e]*\{"),
}
"""What tells each kind: GDAL itself would read anything else under any name, files that point to others too."""
_SYSTEM = re.compile(rb'"crs"\s*:\s*\{.{0,200}?"name"\s*:\s*"([^"]{1,100})"', re.DOTALL)
_SHAPE = re.compile(rb'"type"\s*:\s*"((?:Multi)?(?:Point|LineString|Polygon))"')
_FAR_ENOUGH, _LONG = 1_000_000, 5_000_000
_FARTHEST_EAST, _FARTHEST_NORTH = 180.0, 90.0
_EXPORT = "export it anew, as GeoPackage or GeoJSON"
_BYTES_OF_MARK = {b"{": 800, b"[": 200, b",": 60}
"""What GDAL takes for each table, list and value of TopoJSON, which it holds whole: measured with GDAL 3."""
_MOST_BYTES = 600_000_000


def is_topology(file: TextFile) -> bool:
    """Whether a file of JSON is TopoJSON."""
    return _TOPOLOGY.match(file.content) is not None


def _are_many_points(file: TextFile) -> bool:
    """Whether a file holds crimes rather than areas: GDAL reads it in a sixth of the time."""
    return len(file.content) > _LONG and first_shape(file) == "Point" and file.encoding.startswith("utf-8")


def first_shape(file: TextFile) -> str:
    """Return the type of the first geometry in a file of GeoJSON; empty where its beginning has none."""
    found = _SHAPE.search(file.content, 0, _FAR_ENOUGH)
    return "" if found is None else found[1].decode("ascii")


def read_map(path: Path, encoding: str | None) -> list[Layer]:
    """Read every layer of a map."""
    suffix = path.suffix.lower()
    if suffix in (".geojson", ".json"):
        file = open_text(path, encoding)
        if not is_topology(file):
            if _are_many_points(file):
                return _read_layers(path, "GeoJSON", None, file.sha256)
            return [read_records(file) or _read_geojson(file)]
        suffix = ".topojson"
    kind = KINDS[suffix]
    content = read_regular(path, LARGEST_TABLE, "simplify outlines, and leave out columns")
    if not _BEGINNINGS[kind].match(content):
        raise DataError(f"is not a {kind}", file=path, remedy=_EXPORT)
    if kind == "TopoJSON":
        _require_room(content, path)
    return _read_layers(path, kind, encoding if suffix == ".shp" else None, hashlib.sha256(content).hexdigest())


def _require_room(content: bytes, path: Path) -> None:
    """Refuse TopoJSON that would take too much memory; other kinds are read feature by feature."""
    needed = sum(content.count(mark) * size for mark, size in _BYTES_OF_MARK.items())
    if needed > _MOST_BYTES:
        problem = f"would take about {needed / 1e9:.1f} GB of memory to be read"
        raise DataError(problem, file=path, remedy="simplify its outlines, or export it as GeoPackage or GeoJSON")


def _read_layers(path: Path, kind: str, encoding: str | None, sha256: str) -> list[Layer]:
    pyogrio = part("pyogrio", path)
    part("shapely", path), part("pyproj", path)
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES", "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE"})
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        layers = [_read_layer(path, name, kind, encoding, sha256) for name in names]
    except DataError:
        raise
    except Exception as error:  # GDAL's own words for what is wrong with one of its many formats
        raise DataError(f"cannot be read as a {kind} ({error})", file=path, remedy=_EXPORT) from None
    layers = [layer for layer in layers if len(layer)]
    if not layers:
        raise DataError("has no rows", file=path, remedy="export at least one area")
    if len(layers) == 1:
        layers[0].name = ""
    return layers


def _read_layer(path: Path, name: str, kind: str, encoding: str | None, sha256: str) -> Layer:
    import pyogrio.raw
    import shapely

    meta, _, geometry, data = pyogrio.raw.read(path, layer=name, encoding=encoding, max_features=MOST_ROWS + 1)
    columns = {str(field): _as_python(values) for field, values in zip(meta["fields"], data, strict=True)}
    shapes = None if geometry is None else shapely.force_2d(shapely.from_wkb(geometry, on_invalid="ignore"))
    notes = []
    if kind == "shapefile":
        columns, notes = _without_padding(columns), _notes_on_shapefile(path, meta, encoding)
    layer = Layer(path, name, kind, columns, sha256, shapes, notes=notes)
    layer.crs = system_of(meta["crs"]) or (_guessed_system(shapes) if kind in ("TopoJSON", "KML") else None)
    return layer


def _notes_on_shapefile(path: Path, meta: Any, encoding: str | None) -> list[str]:
    lacking = [suffix for suffix in (".dbf", ".shx", ".prj") if not _beside(path, suffix)]
    notes = [f"{suffix} is missing beside it" for suffix in lacking]
    if encoding is None and not _beside(path, ".cpg") and str(meta["encoding"]).upper() != "UTF-8":
        notes.append(f"read as {meta['encoding']}, for want of a .cpg file: look at accents; --encoding names another")
    return notes


def _beside(path: Path, suffix: str) -> bool:
    return any(path.with_suffix(each).is_file() for each in (suffix, suffix.upper()))


def _without_padding(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {
        name: [cell.strip() if isinstance(cell, str) else cell for cell in cells] for name, cells in columns.items()
    }


def _as_python(values: Any) -> list[Any]:
    """Turn a column of GDAL into plain values: dates as text, nothing as ``None``."""
    if values.dtype.kind == "M":
        return ["" if np.isnat(value) else str(value) for value in values]
    return [None if value is None or value != value else value for value in values.tolist()]


def _read_geojson(file: TextFile) -> Layer:
    """Read a collection of features, without a judgment on any of them."""
    part("shapely", file.path), part("pyproj", file.path)
    rows: list[dict[str, Any]] = []
    geometries: list[str] = []
    own: list[Any] = []
    for feature in features_of(file):
        rows.append({name: _inner(value) for name, value in (feature.properties or {}).items()})
        own.append(repr(feature.id) if isinstance(feature.id, Nested) else feature.id)
        geometries.append(_geometry(feature))
    columns = columns_of(rows)
    if any(each is not None for each in own) and "id" not in columns and not _only_counts(own):
        columns = {"id": own, **columns}
    array = _shapes(geometries)
    named = _SYSTEM.search(file.content)
    layer = Layer(file.path, "", "GeoJSON", columns, file.sha256, array)
    layer.crs = system_of(named[1].decode("utf-8", "replace")) if named else _guessed_system(array)
    return layer


def _only_counts(own: list[Any]) -> bool:
    """Whether features are merely numbered as they come, which identifies nothing."""
    return any(own == list(range(first, first + len(own))) for first in (0, 1))


def _inner(value: Any) -> Any:
    return value.value if isinstance(value, Nested) else value


def _geometry(feature: Feature) -> str:
    """Return a geometry as text, which takes less memory than its lists; nothing where there is none."""
    return json.dumps(feature.geometry) if isinstance(feature.geometry, dict) else ""


def _shapes(geometries: list[str]) -> Any:
    import shapely

    texts = np.array([text or None for text in geometries], dtype=object)
    return shapely.force_2d(shapely.from_geojson(texts, on_invalid="ignore"))


def system_of(name: str | None) -> Any:
    """Look a coordinate system up; ``None`` where there is none, it is not known, or it is tied to no place on the earth."""
    import pyproj

    if not name:
        return None
    try:
        system = pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError:
        return None
    return system if system.is_geographic or system.is_projected else None


def _guessed_system(shapes: Any) -> Any:
    """Take coordinates that can be degrees for longitude and latitude, as GeoJSON has them."""
    import shapely

    left, lower, right, upper = shapely.total_bounds(shapes) if shapes is not None and len(shapes) else (np.nan,) * 4
    fits = (
        left >= -_FARTHEST_EAST and right <= _FARTHEST_EAST and lower >= -_FARTHEST_NORTH and upper <= _FARTHEST_NORTH
    )
    return system_of("EPSG:4326") if fits else None
