"""Show an analysis in a notebook: each table with what its intervals are."""

from collections.abc import Mapping

import pandas as pd

from mobsim.tools.showing import in_html


def analysis_in_html(title: str, tables: Mapping[str, pd.DataFrame], bases: Mapping[str, str]) -> str:
    """Lay the tables out, one under the other."""
    parts = [
        in_html(
            name, [str(each).replace("_", " ") for each in table], table.itertuples(index=False), bases.get(name, "")
        )
        for name, table in tables.items()
    ]
    return in_html(f"Analysis: {title}", (), ()) + "".join(parts)
