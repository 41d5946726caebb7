"""Tell what separates the values of a table: what its header holds outside quotation marks, and its rows agree with."""

import re
from collections.abc import Sequence
from itertools import islice

from mobsim.scenario.text_files import TextFile

SEPARATORS = ",;\t|"
_LOOKED_AT = 1 << 16
_RECORDS = 100
# A quotation mark opens where a value begins, and only there: 5" is five inches.
_QUOTED = re.compile(rf'(^|[{re.escape(SEPARATORS)}\r\n])( *+)"(?:[^"]|"")*+(?:"|$)')


def separator_of(file: TextFile) -> str:
    """Tell the separator from the beginning of a table; a comma where it has one column."""
    start = file.start(_LOOKED_AT)
    records = [line for line in _QUOTED.sub(r"\1\2-", start).splitlines() if line.strip()]
    if len(file.content) > _LOOKED_AT and len(records) > 1:  # the last may be cut
        records.pop()
    there = [each for each in SEPARATORS if records and each in records[0]]
    return max(there, key=lambda each: _fit(each, list(islice(records, _RECORDS))), default=",")


def _fit(separator: str, records: Sequence[str]) -> tuple[float, int]:
    """Return the share of records with as many values as the header, and how many those are."""
    counts = [record.count(separator) for record in records]
    return counts.count(counts[0]) / len(counts), counts[0]
