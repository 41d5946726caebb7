"""The program itself, as a wheel that pip installs: in an archive only where it is the code that its rows come from."""

import base64
import hashlib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import mobsim
from mobsim.export.packing import pack
from mobsim.export.source import Source
from mobsim.scenario.shipped import shipped_file, shipped_folder
from mobsim.store.provenance import PACKAGE, hash_sources

PAGES = ("LICENSE", "CITATION.cff", "docs/odd.md", "docs/rules.md", "docs/trace.md")
FOLDERS = ("scenarios", "experiments")
LEFT_OUT = {".py", ".pyc"}
DISTRIBUTION = ("METADATA", "entry_points.txt")
WHEEL = "Wheel-Version: 1.0\nGenerator: mobsim\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def write_wheel(source: Source, folder: Path) -> Path | None:
    """Write the program at work as a wheel; None where other code made the rows, or it is not known what it needs."""
    if hash_sources(model_only=True) != source.manifest["model_hash"]:
        return None
    about = _distribution()
    if about is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    version = mobsim.__version__
    home = f"mobsim-{version}.dist-info"
    members: dict[str, Path | bytes] = {**dict(_program()), f"{home}/WHEEL": WHEEL.encode()}
    members |= {f"{home}/{name}": text.encode() for name, text in about.items()}
    record = "".join(f"{name},{_recorded(content)}\n" for name, content in sorted(members.items()))
    members[f"{home}/RECORD"] = f"{record}{home}/RECORD,,\n".encode()
    target = folder / f"mobsim-{version}-py3-none-any.whl"
    pack(members, target)
    return target


def _distribution() -> dict[str, str] | None:
    """Return what an installer needs to know of the program, as it was installed here."""
    try:
        found = metadata.distribution("mobsim")
    except metadata.PackageNotFoundError:
        return None
    texts = {name: found.read_text(name) for name in DISTRIBUTION}
    if found.version != mobsim.__version__ or not all(texts.values()):
        return None
    return {name: str(text) for name, text in texts.items()}


def _program() -> Iterator[tuple[str, Path]]:
    """Yield the files of the package, and what ships beside it, by the names that they have when installed."""
    for file in sorted(PACKAGE.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".pyc":
            yield f"mobsim/{file.relative_to(PACKAGE).as_posix()}", file
    if (PACKAGE / "_shipped").is_dir():
        return
    for name in PAGES:
        yield f"mobsim/_shipped/{name}", shipped_file(name)
    for name in FOLDERS:
        folder = shipped_folder(name)
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix not in LEFT_OUT:
                yield f"mobsim/_shipped/{name}/{file.relative_to(folder).as_posix()}", file


def _recorded(content: Path | bytes) -> str:
    held = content if isinstance(content, bytes) else content.read_bytes()
    digest = base64.urlsafe_b64encode(hashlib.sha256(held).digest()).rstrip(b"=").decode()
    return f"sha256={digest},{len(held)}"


def constraints(source: Source) -> str:
    """Return the versions of packages that the rows were made with, as pip reads them."""
    manifest = source.manifest
    head = f"# The packages that the results were made with, on Python {manifest['platform']['python']}.\n"
    return head + "".join(f"{name}=={version}\n" for name, version in sorted(manifest["packages"].items()))
