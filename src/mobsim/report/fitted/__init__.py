"""The report of a town that was fitted to its own figures, in the units that it counts in."""

from pathlib import Path

__all__ = ["build_fitted"]


def build_fitted(folder: Path, out: Path | None = None, *, language: str = "en") -> Path:
    """Write the report of a folder of ``mobsim calibrate``, ``report.html`` in it by default, and return its file.

    In French it is ``report-fr.html``, with its figures in ``figures-fr``.

    Raises
    ------
    DataError
        If the folder does not hold what a fit writes.
    UsageError
        If the file cannot be written, or there is no such language.
    """
    from mobsim.report.delivering import deliver
    from mobsim.report.figures import Gallery
    from mobsim.report.fitted.page import write_page
    from mobsim.report.fitted.reading import read_fitted
    from mobsim.report.language import file_name, in_language

    fitted = read_fitted(Path(folder))
    with in_language(language):
        page = write_page(fitted, Gallery(fitted.folder / file_name("figures"), optional=True))
        out = fitted.folder / file_name("report", ".html") if out is None else Path(out)
    return deliver(out, page)
