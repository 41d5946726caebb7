"""Write a results folder up as one page that a council member can read in five minutes."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mobsim.report.folder import Results
    from mobsim.scenario.prices import PriceList

__all__ = ["build"]


def build(
    folder: Path,
    out: Path | None = None,
    *,
    prices: "PriceList | None" = None,
    pay_volunteers: bool = False,
    language: str = "en",
) -> Path:
    """Write the report of a results folder.

    The page is one file that needs nothing else, no network; scripts play the recorded weeks of a comparison, all else
    is read without. Its figures are kept beside the results too, in ``figures``, as SVG and PNG, where that folder can be
    written; the page holds them anyway. The same folder gives the same bytes.

    Parameters
    ----------
    folder : Path
        A folder that ``mobsim run``, ``mobsim compare`` or ``mobsim sweep`` has written; nothing else is read.
    out : Path, optional
        The file to write; ``report.html`` in the folder by default (``report-fr.html`` in French).
    prices : PriceList, optional
        Prices of harm instead of those that the comparison was summarised with.
    pay_volunteers : bool, optional
        Whether volunteers' hours count as a cost of a strategy.
    language : str
        ``en`` or ``fr``; figures in French are kept in ``figures-fr``.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    DataError
        If the folder holds no readable results.
    UsageError
        If the file cannot be written, or the folder holds nothing to price, or there is no such language.
    """
    from mobsim.report.delivering import deliver
    from mobsim.report.figures import Gallery
    from mobsim.report.folder import read_results
    from mobsim.report.language import file_name, in_language
    from mobsim.report.page import write_page
    from mobsim.report.vocabulary import in_words_of

    results = read_results(Path(folder))
    if prices is not None or pay_volunteers:
        results = _priced_anew(results, prices, pay_volunteers=pay_volunteers)
    with in_language(language), in_words_of(results.folder):
        page = write_page(results, Gallery(results.folder / file_name("figures"), optional=True))
        out = results.folder / file_name("report", ".html") if out is None else Path(out)
    return deliver(out, page)


def _priced_anew(results: "Results", prices: "PriceList | None", *, pay_volunteers: bool) -> "Results":
    """Return results whose comparison is priced otherwise."""
    from dataclasses import replace

    from mobsim.errors import UsageError
    from mobsim.experiment.repricing import price_anew

    if results.comparison is None:
        raise UsageError("holds no comparison, which prices are for", field="DIR", value=str(results.folder))
    return replace(results, comparison=price_anew(results.comparison, results.runs, prices, paid=pay_volunteers))
