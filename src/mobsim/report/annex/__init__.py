"""Fill the annex of a Community Safety and Well-Being plan from a comparison: what to measure, what to expect, and who does."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mobsim.report.annex.language import Language
    from mobsim.report.findings import Findings, Standing
    from mobsim.report.folder import Results

__all__ = ["build_annex"]
TABLE = ".csv"
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it, spreadsheets take the table for another encoding."""


def build_annex(
    folder: Path, out: Path | None = None, *, language: str = "en", strategy: str | None = None
) -> tuple[Path, Path]:
    """Write the annex of a comparison's results folder, as a page that prints and as a table.

    Parameters
    ----------
    folder : Path
        A folder that ``mobsim compare`` has written; nothing else is read.
    out : Path, optional
        The page to write, ``plan.html`` in the folder by default (``plan-fr.html`` in French); the table lies beside it.
    language : str
        ``en`` or ``fr``.
    strategy : str, optional
        The strategy that is planned; the best by harm that is not the reference when left out.

    Returns
    -------
    tuple of Path
        The page and the table.

    Raises
    ------
    DataError
        If the folder holds no readable results.
    UsageError
        If it holds no comparison, the strategy is not one of it, or the files cannot be written.
    """
    from mobsim.errors import UsageError
    from mobsim.report.annex.language import language as language_of
    from mobsim.report.delivering import deliver
    from mobsim.report.folder import read_results

    words, results = language_of(language), read_results(Path(folder))
    page, listing = _written(results, words, strategy)
    name = "plan.html" if language == "en" else f"plan-{language}.html"
    out = results.folder / name if out is None else Path(out)
    if out.suffix.lower() == TABLE:
        remedy = "name the page, for example plan.html; the table lies beside it"
        raise UsageError("is the table's name, not the page's", field="--out", value=str(out), remedy=remedy)
    return deliver(out, page), deliver(out.with_suffix(TABLE), BYTE_ORDER_MARK + listing)


def _written(results: "Results", words: "Language", strategy: str | None) -> tuple[str, str]:
    """Return the page and the table."""
    from mobsim.errors import UsageError
    from mobsim.report.annex.indicators import indicators_of
    from mobsim.report.annex.page import write_csv, write_page
    from mobsim.report.findings import find_out
    from mobsim.report.language import in_language
    from mobsim.report.vocabulary import in_words_of

    if results.comparison is None:
        remedy = "name the folder of a comparison: mobsim compare SCENARIO"
        raise UsageError(
            "holds no comparison, which a plan needs", field="DIR", value=str(results.folder), remedy=remedy
        )
    with in_language(words.code), in_words_of(results.folder):
        findings = find_out(results)
        chosen = _chosen(findings, strategy)
        found = indicators_of(findings, chosen)
        return write_page(findings, chosen, found, words), write_csv(findings, found, words)


def _chosen(findings: "Findings", strategy: str | None) -> "Standing":
    """Return the strategy that is planned."""
    from mobsim.errors import UsageError
    from mobsim.scenario.names import did_you_mean

    others = {each.name: each for each in findings.others}
    if strategy is None and others:
        return findings.chosen
    if strategy in others:
        return others[strategy]
    problem = "is the reference, which the plan changes" if strategy == findings.reference_name else "was not compared"
    remedy = did_you_mean(str(strategy), others) if others else "compare two strategies at least"
    raise UsageError(problem, field="--strategy", value=strategy, remedy=remedy)
