"""Pack files into a zip that is the same to the last byte whenever and wherever it is made from the same content."""

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name; when a file was packed says nothing of what it holds."""
READABLE = 0o644
UNIX = 3


def pack(members: Mapping[str, Path | bytes], target: Path) -> None:
    """Write files, or bytes, into a zip in the order of their names."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in sorted(members.items()):
            info = zipfile.ZipInfo(name, BEGINNING)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = UNIX, READABLE << 16
            with archive.open(info, "w", force_zip64=False) as sink:
                if isinstance(content, bytes):
                    sink.write(content)
                else:
                    with content.open("rb") as file:
                        shutil.copyfileobj(file, sink)
