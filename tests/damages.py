"""Ways in which a file can be damaged, and one of a folder's files to damage."""

from pathlib import Path

from hypothesis import strategies as st


def files_of(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))


@st.composite
def damages(draw):
    """Draw which file (as a share of the list), what happens to it, where in it, and with which bits."""
    kind = draw(st.sampled_from(["cut", "flipped", "emptied", "noise", "removed", "zeroed"]))
    share = st.floats(0, 1, exclude_max=True)
    return draw(share), kind, draw(share), draw(st.integers(1, 255))


def damage(folder: Path, drawn) -> tuple[Path, str]:
    """Damage a file as drawn; return its path within the folder, and what was done to it."""
    which, kind, where, bits = drawn
    files = files_of(folder)
    file = files[int(which * len(files))]
    content = bytearray(file.read_bytes())
    place = int(where * len(content))
    if kind == "cut":
        content = content[:place]
    elif kind == "flipped":
        content[place] ^= bits
    elif kind == "emptied":
        content = bytearray()
    elif kind == "noise":
        content[place : place + bits] = bytes(
            (7 * number + bits) % 256 for number in range(len(content[place : place + bits]))
        )
    elif kind == "zeroed":
        content[place:] = bytes(len(content) - place)
    file.write_bytes(content)
    if kind == "removed":
        file.unlink()
    return file.relative_to(folder), kind
