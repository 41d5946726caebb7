"""Show a scenario in a notebook."""

from collections.abc import Mapping
from typing import Any

from mobsim.tools.showing import in_html


def scenario_in_html(title: str, about: str, facts: Mapping[str, Any]) -> str:
    """Lay out what a scenario holds."""
    return in_html(f"Scenario: {title}", ("", ""), list(facts.items()), " ".join(about.split()))
