"""Make files of every kind that users write, broken in many ways; each is made again from its seed and number.

``python tests/bad_input/fuzzing.py SEED NUMBER FOLDER`` writes one; ``... SEED FIRST COUNT FOLDER`` checks many, with bounds
on memory and time, and prints a line of JSON for each that ends in anything but a scenario or a worded refusal.
"""

import contextlib
import io
import json
import os
import random
import re
import shutil
import signal
import sys
import tomllib
import traceback
from dataclasses import dataclass, field
from pathlib import Path

import tomli_w
from good_town import files

MEMORY, SECONDS = 1_000_000_000, 5.0
KINDS = ("scenario", "town of tables", "experiment", "trial", "targets", "table", "outlines")
NUMBERS = (
    "0", "-0", "-1", "1", "2", "0.5", "1e-320", "1e308", "1e400", "-1e400", "nan", "inf", "-inf", "NaN", "Infinity", "0x7f",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1" * 25, "1" * 400, "9" * 5_000, "1_000", "01",
    "1,5", "1.234.567", "12,480", "14 200", "1’234", "5%", "٣", "1979-05-27", "true", "", "--1", "1e", "+",
)  # fmt: skip
TEXTS = (
    "", " ", "a", "A", "\u0000", "\u001b[2J", "é", "\U0001f600", "\u202e", "\ufeff", "a" * 300, "a" * 5_000, "a\nb", '"', "'",
    ",", ";", "\t", "|", "\\", "../areas.csv", "/dev/zero", "/etc/passwd", "areas.geojson", "scenario.toml", ".", "..", "~",
    "status_quo", "full_model", "columbus", "id", "name", "x", "each neighbourhood", "worst", "null", "-", "=1+1", "%s", "{}",
)  # fmt: skip
BYTES = (
    b"", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\n", b"\r\n", b'"', b"'", b",", b";", b"\t", b"|", b"[", b"]",
    b"{", b"}", b":", b"=", b".", b"#", b"[[", b"]]", b'"""', b"\\", b"\\u", b"\\ud800", b"e", b"-", b"0", b"1e999", b"null",
)  # fmt: skip
DEEP = (b"[", b"{", b'{"a":', b"[[", b"a.", b'"', b"\n", b"1", b",", b"(", b"a=")
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_TEXT = re.compile(rb'"[^"\n\\]*"')

EXPERIMENT = """\
schema = 1
title = "Two levers"
scenario = "town/scenario.toml"
design = "factorial"
seed = 3
[fixed]
"scenario.days" = 28
[factors]
"strategy.leadership" = [0.2, 0.8]
"parameters.trust.bad_contact_weight" = { low = 4.0, high = 14.0, steps = 3 }
"scenario.community.officers_per_100k" = [100, 200]
[replicates]
seeds = 4
[outcomes]
keep = ["harm", "trust"]
weekly = true
"""
TRIAL = """\
schema = 1
title = "Patrol"
scenario = "town/scenario.toml"
design = "trial"
strategy = "mine"
days = 84
[replicates]
seeds = 2
[trial]
units = "places"
treated = 2
pool = 5
allocation = "worst"
before = 28
start = 0
end = 84
waves = [28, 84]
asked = 40
[[trial.treatments]]
kind = "patrol"
hours = 1.5
[[trial.treatments]]
kind = "initiative"
measure = "situational"
joined = true
staff_hours = 1.0
[[trial.treatments]]
kind = "crime_level"
day = 28
level = 0.5
[[trial.both_arms]]
kind = "levers"
day = 28
follow_up = 0.9
lead = "community"
[[trial.both_arms]]
kind = "parameters"
values = { "trust.misconduct" = 0.9 }
[[trial.both_arms]]
kind = "event"
what = "crime_wave"
severity = 0.4
"""
TARGETS = """\
schema = 1
title = "Crime and survey"
[run]
days = 364
[parameters]
"people.prone_by_need" = {}
"offending.by_control" = { low = 0.5, high = 3.0 }
[problems.theft]
ceiling = { low = 0.002, high = 0.02 }
[crime]
file = "crimes.csv"
year = "year"
count = "count"
fit_years = [2021]
check_years = [2022]
groups = 2
[crime.types]
burglary = "theft"
[[survey]]
measure = "insecurity"
value = 0.41
standard_error = 0.02
neighbourhood = "b"
"""
AREAS_CSV = """\
id,name,people,income,moving,burglary
a,"North, upper",900,30.5,0.1,12
b,South,950,40.5,0.1,13
c,West,1000,50,0.1,14
"""


@dataclass
class Made:
    """A folder's files by their names, the file to be checked, what was done to them, and which are no files at all."""

    kind: str
    files: dict[str, bytes]
    checked: str
    done: list[str] = field(default_factory=list)
    strange: dict[str, str] = field(default_factory=dict)


def good(kind: str) -> Made:
    """Return files of a kind in which nothing is wrong."""
    town = {name: text.encode() for name, text in files().items()}
    inside = {f"town/{name}": content for name, content in town.items()}
    if kind == "scenario":
        return Made(kind, town, "scenario.toml")
    if kind == "town of tables":
        scenario = (
            town["scenario.toml"].replace(b"areas.geojson", b"areas.csv").replace(b'places = "places.csv"\n', b"")
        )
        edges = b"a,b\na,b\nb,c\n"
        return Made(
            kind, {"scenario.toml": scenario, "areas.csv": AREAS_CSV.encode(), "edges.csv": edges}, "scenario.toml"
        )
    if kind == "table":
        return Made(kind, {"table.csv": AREAS_CSV.encode()}, "table.csv")
    if kind == "outlines":
        return Made(kind, {"areas.geojson": town["areas.geojson"]}, "areas.geojson")
    text = {"experiment": EXPERIMENT, "trial": TRIAL, "targets": TARGETS}[kind]
    rows = [f"{each},burglary,{year},{3 + n}\n" for n, each in enumerate("abcd") for year in (2021, 2022)]
    crimes = {"crimes.csv": ("id,type,year,count\n" + "".join(rows)).encode()} if kind == "targets" else {}
    return Made(kind, {f"{kind}.toml": text.encode(), **crimes, **inside}, f"{kind}.toml")


def make(seed: int, number: int) -> Made:
    """Make the files of one number: those of a kind, broken in one to four ways."""
    draw = random.Random(f"{seed}/{number}")
    made = good(KINDS[number % len(KINDS)])
    for _ in range(draw.choice((1, 1, 1, 2, 3, 4))):
        # Mostly the file that is checked; the others are what it names.
        name = made.checked if draw.random() < 0.6 else draw.choice(sorted(made.files))
        way = draw.choice(WAYS)
        made.done.append(f"{way.__name__} {name}")
        made.files[name] = way(draw, name, made.files[name])
    if draw.random() < 0.15:
        made.strange[draw.choice(sorted(made.files))] = draw.choice(STRANGE)
    return made


def bytes_changed(draw: random.Random, _: str, content: bytes) -> bytes:
    start = draw.randrange(len(content) + 1)
    middle = draw.choice((draw.choice(BYTES), draw.randbytes(draw.randrange(4))))
    return content[:start] + middle + content[start + draw.choice((0, 0, 1, 3, 30)) :]


def piece_repeated(draw: random.Random, _: str, content: bytes) -> bytes:
    start = draw.randrange(len(content) + 1)
    piece = draw.choice((content[start : start + draw.randrange(1, 60)], draw.choice(DEEP)))
    return content[:start] + piece * draw.choice((2, 30, 1_000, 20_000)) + content[start:]


def number_changed(draw: random.Random, _: str, content: bytes) -> bytes:
    return _replaced(draw, content, _NUMBER, draw.choice(NUMBERS).encode())


def text_changed(draw: random.Random, _: str, content: bytes) -> bytes:
    given = draw.choice((*TEXTS, *NUMBERS))
    return _replaced(draw, content, _TEXT, draw.choice((json.dumps(given), f'"{given}"', given, f"[{given}]")).encode())


def _replaced(draw: random.Random, content: bytes, pattern: re.Pattern[bytes], given: bytes) -> bytes:
    found = list(pattern.finditer(content))
    if not found:
        return content
    start, end = draw.choice(found).span()
    return content[:start] + given + content[end:]


def lines_changed(draw: random.Random, _: str, content: bytes) -> bytes:
    lines = content.split(b"\n")
    first, second = draw.randrange(len(lines)), draw.randrange(len(lines))
    way = draw.randrange(4)
    if way == 0:
        del lines[first]
    elif way == 1:
        lines.insert(second, lines[first])
    elif way == 2:
        lines[first], lines[second] = lines[second], lines[first]
    else:
        del lines[first:]
    return b"\n".join(lines)


def encoded_otherwise(draw: random.Random, _: str, content: bytes) -> bytes:
    encoding = draw.choice(("utf-16", "utf-8-sig", "utf-32", "utf-16-le", "cp037", "cp1252"))
    return content.decode("utf-8", "replace").encode(encoding, "replace")


def cells_changed(draw: random.Random, name: str, content: bytes) -> bytes:
    """Change cells of a table, or whole columns."""
    if not name.endswith(".csv"):
        return spot_changed(draw, name, content)
    rows = [line.split(b",") for line in content.split(b"\n")]
    column, given = draw.randrange(4), draw.choice((*NUMBERS, *TEXTS)).encode()
    for row in rows[1:] if draw.random() < 0.3 else [draw.choice(rows)]:
        if column < len(row):
            row[column] = given
    return b"\n".join(map(draw.choice((b",", b",", b";", b"\t", b"|")).join, rows))


def spot_changed(draw: random.Random, name: str, content: bytes) -> bytes:
    """Change something in the tables and lists of TOML or JSON."""
    try:
        whole = json.loads(content) if name.endswith("json") else tomllib.loads(content.decode())
        spots = list(_spots(whole))
    except (ValueError, RecursionError):
        return content
    if not spots:
        return content
    parent, step = draw.choice(spots)
    way = draw.randrange(4)
    if way == 0:
        del parent[step]
    elif way == 1 and isinstance(parent, dict):
        parent[draw.choice(TEXTS)] = parent.pop(step)
    elif way == 2:
        parent[step] = draw.choice(spots)[0]
    else:
        parent[step] = draw.choice((*TEXTS, 0, -1, 1e308, 10**18, True, [], {}, [[]], {"a": {}}, 2**70, None))
    with contextlib.suppress(ValueError, TypeError, RecursionError):
        return (json.dumps(whole) if name.endswith("json") else tomli_w.dumps(whole)).encode("utf-8", "replace")
    return content


def _spots(whole):
    inside = whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ()
    for step, inner in list(inside):
        yield whole, step
        yield from _spots(inner)


WAYS = (
    bytes_changed, bytes_changed, piece_repeated, number_changed, number_changed, text_changed, text_changed, lines_changed,
    encoded_otherwise, cells_changed, cells_changed, spot_changed, spot_changed,
)  # fmt: skip
STRANGE = ("left out", "a folder", "a pipe", "a link to a device", "a loop of links", "empty", "another file")


def lay_down(made: Made, folder: Path) -> Path:
    """Write the files into an empty folder; return the one to be checked."""
    for name, content in made.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        strange = made.strange.get(name)
        if strange == "a folder":
            path.mkdir()
        elif strange == "a pipe":
            os.mkfifo(path)
        elif strange in ("a link to a device", "a loop of links"):
            path.symlink_to("/dev/zero" if "device" in strange else path)
        elif strange != "left out":
            path.write_bytes({"empty": b"", "another file": AREAS_CSV.encode()}.get(strange or "", content))
    return folder / made.checked


class HangError(BaseException):
    """Raised in whatever takes too long; not an Exception, so that nothing takes it for one."""


def check(made: Made, folder: Path, *, as_json: bool) -> str:
    """Check files as the command does, and read targets as a fit does; return what is wrong with how that ended."""
    from mobsim.calibration.figures import read_figures
    from mobsim.cli.checking import check as command
    from mobsim.errors import MobsimError

    path, out, err, code = lay_down(made, folder), io.StringIO(), io.StringIO(), 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            command([str(path)], json=as_json)
            if made.kind == "targets":
                with contextlib.suppress(MobsimError):
                    read_figures(folder / "town/scenario.toml", path)
    except SystemExit as ended:
        code = ended.code or 0
    except (Exception, HangError) as error:
        return "".join(traceback.format_exception(error)[-12:])
    printed = out.getvalue() + err.getvalue()
    printed.encode()
    if code not in (0, 2):
        return f"ended with {code}: {printed}"
    if as_json:
        return "" if isinstance(json.loads(out.getvalue()), dict) else "no JSON"
    worded = all(line.startswith("mobsim: ") for line in err.getvalue().splitlines() if not line.startswith("  - "))
    if (code == 2) != bool(err.getvalue()) or (code == 2 and not worded) or max(map(len, printed.splitlines())) > 3_000:
        return f"ended with {code}, saying: {printed}"
    return ""


def work(seed: int, first: int, count: int, folder: Path) -> None:
    """Check some numbers one after the other; print each number when it begins, and what went wrong when something did."""
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _hang)
    for number in range(first, first + count):
        made, place = make(seed, number), folder / str(number)
        print(json.dumps({"begins": number}), flush=True)
        place.mkdir(parents=True)
        signal.setitimer(
            signal.ITIMER_PROF, SECONDS if number > first else 10 * SECONDS
        )  # the first imports everything
        try:
            wrong = check(made, place, as_json=number % 3 == 0)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            shutil.rmtree(place)
        if wrong:
            print(json.dumps({"number": number, "wrong": wrong}), flush=True)


def _hang(*_: object) -> None:
    raise HangError(f"takes more than {SECONDS} s")


def described(seed: int, number: int) -> str:
    """Show the files of a number, and how to write them again."""
    made = make(seed, number)
    shown = "".join(f"\n--- {name}: {content[:1_500]!r}" for name, content in made.files.items())
    again = f"python tests/bad_input/fuzzing.py {seed} {number} FOLDER"
    return f"{again} ({made.kind}: {', '.join(made.done)}; {made.strange or 'all files'}){shown}"


if __name__ == "__main__":
    *numbers, where = sys.argv[1:]
    if len(numbers) == 2:
        lay_down(make(*map(int, numbers)), Path(where))
    else:
        work(*map(int, numbers), Path(where))
