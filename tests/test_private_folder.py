"""Machine code lies where nobody else can put any, and what cannot be kept or read again costs time only."""

import os
import random
import shutil
import stat
import tempfile
import time
from pathlib import Path

import pytest
from kernel_package import answer, answer_and_words, lay_out, plant, start

from mobsim.tools.private_folder import find_private_folder, remove_stale

NAME = "kernels-" + "0" * 20
NOBODY = 65_534

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions are not of this kind here")


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Lay out a home and a folder for temporary files, and let every folder that is made have a usual mode."""
    before = os.umask(0o022)
    (tmp_path / "home").mkdir()
    (tmp_path / "temporary").mkdir()
    (tmp_path / "temporary").chmod(0o1777)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / "cache"))
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")  # what is set by the folder itself is taken back, too
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    yield tmp_path
    os.umask(before)


def own(places: Path) -> Path:
    return places / "home" / "cache" / "mobsim"


def shared(places: Path) -> Path:
    return places / "temporary" / f"mobsim-{os.getuid()}"


def block(folder: Path) -> None:
    """Let a folder not be made: a file is in its place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.touch()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_the_folder_and_the_one_that_holds_it_are_the_users_alone(places):
    found = find_private_folder(NAME)
    assert found == (own(places) / NAME, True)
    assert mode(own(places)) == mode(own(places) / NAME) == 0o700
    assert find_private_folder(NAME) == found


def test_a_folder_that_others_may_read_is_closed_to_them(places):
    own(places).mkdir(parents=True)
    assert mode(own(places)) == 0o755
    assert find_private_folder(NAME).path == own(places) / NAME
    assert mode(own(places)) == 0o700


def test_without_a_home_it_lies_among_temporary_files(places):
    block(own(places))
    assert find_private_folder(NAME) == (shared(places) / NAME, True)
    assert mode(shared(places)) == mode(shared(places) / NAME) == 0o700


def test_a_folder_that_the_user_chose_keeps_its_mode_and_holds_a_private_one(places, monkeypatch):
    chosen = places / "chosen"
    chosen.mkdir()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(chosen))
    assert find_private_folder(NAME) == (chosen / NAME, True)
    assert (mode(chosen), mode(chosen / NAME)) == (0o755, 0o700)


def open_to_all(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)


def open_to_a_group(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o770)


def a_link(folder: Path) -> None:
    elsewhere = folder.parent / f"{folder.name}-elsewhere"
    elsewhere.mkdir(parents=True, mode=0o700)
    folder.symlink_to(elsewhere)


def a_link_to_nothing(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(folder.parent / "nothing")


def somebody_elses(folder: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only the system's own user can make a folder of somebody else's")
    folder.mkdir(parents=True, mode=0o700)
    os.chown(folder, NOBODY - 1, NOBODY - 1)


DOUBTFUL = [open_to_all, open_to_a_group, a_link, a_link_to_nothing, somebody_elses]


@pytest.mark.parametrize("spoil", DOUBTFUL)
def test_a_doubtful_folder_is_passed_over(places, spoil):
    spoil(own(places))
    spoil(shared(places))
    found = find_private_folder(NAME)
    assert not found.lasting
    assert found.path.parent.parent == places / "temporary"
    assert not found.path.is_relative_to(shared(places))
    assert mode(found.path.parent) == mode(found.path) == 0o700
    assert os.environ["NUMBA_CACHE_DIR"] == str(found.path.parent)  # for workers
    assert find_private_folder(NAME) == (found.path, True)


@pytest.mark.parametrize("spoil", DOUBTFUL)
def test_a_doubtful_folder_in_a_private_one_is_passed_over(places, spoil):
    own(places).mkdir(parents=True, mode=0o700)
    spoil(own(places) / NAME)
    assert find_private_folder(NAME) == (shared(places) / NAME, True)


@pytest.mark.parametrize("where", ["home", "temporary"])
def test_where_others_can_rename_what_is_above_no_folder_is_private(places, where):
    (places / "home").chmod(0o777)
    if where == "home":
        assert find_private_folder(NAME) == (shared(places) / NAME, True)
        return
    (places / "temporary").chmod(0o777)
    assert find_private_folder(NAME) == (None, False)


def test_only_cache_folders_unused_for_a_month_are_removed(tmp_path):
    month_ago = time.time() - 31 * 86_400
    names = {"old": "kernels-" + "a" * 20, "kept": "kernels-" + "b" * 20, "recent": "kernels-" + "c" * 20}
    folders = {name: tmp_path / folder for name, folder in (names | {"foreign": "kernels-of-wheat"}).items()}
    for name, folder in folders.items():
        folder.mkdir()
        (folder / "content").touch()
        if name != "recent":
            os.utime(folder, (month_ago, month_ago))
    remove_stale(tmp_path, keep=names["kept"])
    assert {name for name, folder in folders.items() if folder.exists()} == {"kept", "recent", "foreign"}


@pytest.fixture
def copied(tmp_path):
    (tmp_path / "temporary").mkdir(mode=0o700)
    (tmp_path / "file").touch()
    return lay_out(tmp_path)


def test_whoever_owns_the_parent_cannot_have_code_run(copied, tmp_path):
    marker, parent = tmp_path / "was here", tmp_path / "temporary" / f"mobsim-{os.getuid()}"
    parent.mkdir()
    parent.chmod(0o777)  # as good as somebody else's: whoever may rename in it can swap what it holds
    _, good, _ = answer(copied)
    places = {"XDG_CACHE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path / "temporary")}
    victim = start(copied, **places)
    folder = Path(victim.stdout.readline().strip())
    shutil.rmtree(parent / good.name, ignore_errors=True)
    shutil.copytree(good, parent / good.name)
    plant(parent, marker)
    printed, warned = victim.communicate("\n", timeout=120)
    assert printed.split()[0] == "41", warned
    assert not marker.exists()
    assert not folder.exists()  # the new one is gone with the process


@pytest.mark.long
def test_what_lies_in_a_private_folder_is_run_as_it_is_found(copied, tmp_path):
    # This is what is at stake, and shows that the planted code of the test above would have run.
    _, folder, _ = answer(copied)
    plant(folder, tmp_path / "was here")
    assert answer(copied)[0] == 41
    assert (tmp_path / "was here").exists()


@pytest.mark.long
def test_a_full_disk_under_the_cache_costs_time_only(copied):
    # Python itself would leave half a file of bytecode behind, and fail over it the next time.
    full = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400)); sys.dont_write_bytecode = True\n"
    )
    value, folder, _, warned = answer_and_words(copied, full)
    assert value == 41
    assert warned.count("\n") == 1
    assert str(folder) in warned
    assert answer_and_words(copied)[::3] == (41, "")


@pytest.mark.long
@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize("damage", ["emptied", "cut", "noise"])
def test_damaged_machine_code_is_compiled_again(copied, suffix, damage):
    value, folder, _ = answer(copied)
    for file in folder.rglob(f"*{suffix}"):
        content = file.read_bytes()
        noise = random.Random(7).randbytes(len(content))
        file.write_bytes({"emptied": b"", "cut": content[: len(content) // 2], "noise": noise}[damage])
    assert answer_and_words(copied)[::3] == (value, "")
    assert answer(copied)[2] == 1


@pytest.mark.long
def test_numba_takes_no_folder_of_its_own_where_ours_cannot_be_written(copied, tmp_path):
    _, folder, _ = answer(copied)
    for inner in [each for each in folder.iterdir() if each.is_dir()]:
        shutil.rmtree(inner)
        inner.touch()  # numba would then keep machine code beside the sources, and miss edits to the others
    value, _, hits, warned = answer_and_words(copied)
    assert (value, hits) == (41, 0)
    assert "each start compiles again" in warned
    assert not list(copied.rglob("*.nbi"))
