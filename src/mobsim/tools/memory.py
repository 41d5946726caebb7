"""Ask the system how much memory a new process may have."""

import os
from collections.abc import Iterator
from pathlib import Path

NO_LIMIT = 2**60
"""What control groups write, at least, where there is no limit."""


def available_memory(root: Path = Path("/")) -> int | None:
    """Return the bytes that could be had without swapping, or None where the system does not say.

    On Linux that is what the kernel calls available, within what the control groups of this process have left. Elsewhere it
    is the free, or else the whole, memory of the machine.

    Parameters
    ----------
    root : path
        Where the system's ``proc`` and ``sys`` lie.
    """
    known = _available_on_linux(root)
    if known is None:
        return _pages("SC_AVPHYS_PAGES") or _pages("SC_PHYS_PAGES")
    return max(0, min([known, *_left_in_control_groups(root)]))


def _available_on_linux(root: Path) -> int | None:
    for line in _lines(root / "proc/meminfo"):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _left_in_control_groups(root: Path) -> Iterator[int]:
    """Yield what each group that holds this process, and each above it, has left."""
    for line in _lines(root / "proc/self/cgroup"):
        _, controllers, name = line.split(":", 2)
        second = not controllers
        if not second and "memory" not in controllers.split(","):
            continue
        top = root / "sys/fs/cgroup" / ("" if second else "memory")
        limit, used = ("memory.max", "memory.current") if second else ("memory.limit_in_bytes", "memory.usage_in_bytes")
        group = top / name.strip("/")
        for folder in (group, *(above for above in group.parents if above.is_relative_to(top))):
            left = _left(folder, limit, used)
            if left is not None:
                yield left


def _left(group: Path, limit: str, used: str) -> int | None:
    most, taken = _number(group / limit), _number(group / used)
    if most is None or taken is None or most >= NO_LIMIT:
        return None
    return most - taken + _cached(group)


def _cached(group: Path) -> int:
    """Return what a group holds of files and would give back."""
    for line in _lines(group / "memory.stat"):
        if line.startswith(("inactive_file ", "total_inactive_file ")):
            return int(line.split()[1])
    return 0


def _number(file: Path) -> int | None:
    text = "".join(_lines(file)).strip()
    return int(text) if text.isdigit() else None


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _pages(name: str) -> int | None:
    try:
        pages, each = os.sysconf(name), os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None
    return pages * each if pages > 0 else None
