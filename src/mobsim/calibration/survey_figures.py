"""Means and shares that a survey found, as a targets file gives them: checked, and as targets of a fit."""

from collections.abc import Sequence

import numpy as np

from mobsim.calibration.figures_file import SHARES, SurveyTable
from mobsim.calibration.targets import Target
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean


def check_surveys(surveys: Sequence[SurveyTable], ids: Sequence[str] | None, findings: Findings) -> None:
    """Check what takes more than one key; neighbourhoods are looked up where their ``ids`` are known."""
    seen: set[str] = set()
    for number, survey in enumerate(surveys, start=1):
        where, name = f"survey[{number}]", survey_name(survey)
        if not findings.sound(where):
            continue
        if survey.neighbourhood is not None and ids is not None and survey.neighbourhood not in ids:
            remedy = did_you_mean(survey.neighbourhood, ids)
            findings.wrong(
                "is not the id of a neighbourhood", f"{where}.neighbourhood", remedy, value=survey.neighbourhood
            )
        if survey.neighbourhood is not None and survey.measure == "victimised_share":
            findings.wrong("is measured for the whole town only", f"{where}.measure", "leave the neighbourhood out")
        if name in seen:
            findings.wrong("stands twice", where, "give each measure once for a place", value=name)
        seen.add(name)
        if (survey.standard_error is None) == (survey.respondents is None):
            remedy = "give standard_error, or respondents for a share"
            findings.wrong("needs to say how surely it is known, once", f"{where}.standard_error", remedy)
        elif survey.respondents is not None and survey.measure not in SHARES:
            remedy = f"give standard_error, or measure one of {', '.join(SHARES)}"
            findings.wrong("says how surely a share is known, but this is a mean", f"{where}.respondents", remedy)


def survey_target(survey: SurveyTable) -> Target:
    """Return the target that a survey's figure makes."""
    error = survey.standard_error
    if error is None:
        # As if two more had answered yes and two no (Agresti and Coull 1998), so that a share of 0 is not certain.
        answers = float(survey.respondents or 0)
        share = (survey.value * answers + 2) / (answers + 4)
        error = float(np.sqrt(share * (1 - share) / answers))
    return Target(
        survey_name(survey), survey.value, tolerance=error, discrepancy=survey.discrepancy,
        about=f"{survey.measure} that a survey found",
    )  # fmt: skip


def survey_name(survey: SurveyTable) -> str:
    """Name the statistic that a survey's figure is compared with."""
    return survey.measure if survey.neighbourhood is None else f"{survey.measure} in {survey.neighbourhood}"
