"""Open a user's file, whatever its kind: every table, sheet, map and network in it."""

import hashlib
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from mobsim.errors import DataError, InputError, InputErrors, UsageError
from mobsim.intake.graphs import FORMATS, LISTS, read_graph
from mobsim.intake.layers import Layer
from mobsim.intake.maps import KINDS, read_map
from mobsim.intake.texts import LARGEST_TABLE, read_table
from mobsim.intake.workbooks import read_workbook
from mobsim.scenario.regular_files import is_folder, read_regular

TABLES = (".csv", ".tsv", ".tab", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
MAPS = (".geojson", ".json", *KINDS)
GRAPHS = (*FORMATS, *LISTS)
SUFFIXES = (*TABLES, *WORKBOOKS, *MAPS, *GRAPHS, ".zip")
_WITH_OTHERS = (".dbf", ".shx", ".prj", ".cpg")
"""Parts of a shapefile, which are read with it."""
_INSTEAD = {
    ".xls": "save it as a workbook of today (.xlsx), or as CSV",
    ".ods": "save it as .xlsx or CSV",
    ".gdb": "export the layer as GeoPackage or GeoJSON",
    ".kmz": "unpack it, and name the .kml within",
    ".pdf": "ask for the table behind it as .xlsx or CSV",
    ".dbf": "name the .shp beside it, or save the table as CSV",
    ".parquet": "export it as CSV or GeoPackage",
}
_MOST_MEMBERS = 2_000


def open_files(paths: Sequence[Path], encoding: str | None = None) -> list[Layer]:
    """Open files; what is wrong with any of them is raised together.

    Raises
    ------
    MobsimError
        One message for each file that cannot be read.
    """
    layers: list[Layer] = []
    errors: list[InputError | InputErrors] = []
    for path in dict.fromkeys(paths):
        try:
            layers += open_file(path, encoding)
        except (InputError, InputErrors) as error:
            errors.append(error)
    InputErrors.raise_if_any(errors)
    return layers


def open_file(path: Path, encoding: str | None = None) -> list[Layer]:
    """Open one file."""
    suffix = path.suffix.lower()
    if is_folder(path):
        raise DataError("is a folder, not a file", file=path, remedy="name the files in it, such as the .shp")
    if suffix == ".zip":
        return _open_archive(path, encoding)
    if suffix in TABLES:
        return [read_table(path, encoding)]
    if suffix in WORKBOOKS:
        return read_workbook(path)
    if suffix in MAPS:
        return read_map(path, encoding)
    if suffix in GRAPHS:
        return [read_graph(path)]
    remedy = _INSTEAD.get(suffix, "export it as CSV, .xlsx, GeoPackage, shapefile or GeoJSON")
    raise UsageError("is not a kind of file that can be read", field=path.name, remedy=remedy)


def _open_archive(path: Path, encoding: str | None) -> list[Layer]:
    """Open what lies in a zip archive, in a folder that is gone afterwards."""
    sha256 = hashlib.sha256(read_regular(path, LARGEST_TABLE, "leave files out")).hexdigest()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mobsim-new-")))
        try:
            archive = stack.enter_context(zipfile.ZipFile(path))
            members = _unpacked(archive, path, folder)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
            raise DataError(f"is not an archive that can be read ({error})", file=path, remedy="pack it anew") from None
        if not members:
            wanted = "a shapefile, GeoPackage, GeoJSON, .xlsx or CSV"
            raise DataError("holds no file that can be read", file=path, remedy=f"pack {wanted}")
        return [
            _of_archive(layer, path, sha256, file) for file in members for layer in _open_member(file, path, encoding)
        ]


def _open_member(file: Path, archive: Path, encoding: str | None) -> list[Layer]:
    try:
        return open_file(file, encoding)
    except InputError as error:
        error.file = f"{archive}: {file.name}"
        raise


def _of_archive(layer: Layer, archive: Path, sha256: str, member: Path) -> Layer:
    layer.name = ": ".join(part for part in (member.name, layer.name) if part)
    layer.file, layer.sha256 = archive, sha256
    return layer


def _unpacked(archive: zipfile.ZipFile, path: Path, folder: Path) -> list[Path]:
    """Unpack the files that can be read, and the parts of shapefiles, side by side; return those to be opened."""
    members = [each for each in archive.infolist() if not each.is_dir() and _is_wanted(each.filename)]
    if len(members) > _MOST_MEMBERS or sum(each.file_size for each in members) > LARGEST_TABLE:
        problem = f"unpacks to more than {LARGEST_TABLE // 1_000_000} MB or {_MOST_MEMBERS:,} files"
        raise DataError(problem, file=path, remedy="leave files out")
    found = []
    for member in members:
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        target = folder / "-".join(inside.parts[:-1]).replace("..", "_") / inside.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(member))
        if target.suffix.lower() in SUFFIXES:
            found.append(target)
    return sorted(found)


def _is_wanted(name: str) -> bool:
    inside = PurePosixPath(name.replace("\\", "/"))
    hidden = any(part.startswith((".", "__MACOSX")) for part in inside.parts)
    readable = inside.suffix.lower() in (*SUFFIXES, *_WITH_OTHERS) and inside.suffix.lower() != ".zip"
    return readable and not hidden and not inside.name.lower().startswith(("readme", "license", "licence"))
