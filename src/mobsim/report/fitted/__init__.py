"""The report of a town that was fitted to its own figures, in the units that it counts in."""

from pathlib import Path

__all__ = ["build_fitted"]


def build_fitted(folder: Path, out: Path | None = None) -> Path:
    """Write the report of a folder of ``mobsim calibrate``, ``report.html`` in it by default, and return its file.

    Raises
    ------
    DataError
        If the folder does not hold what a fit writes.
    UsageError
        If the file cannot be written.
    """
    from mobsim.report.delivering import deliver
    from mobsim.report.figures import Gallery
    from mobsim.report.fitted.page import write_page
    from mobsim.report.fitted.reading import read_fitted

    fitted = read_fitted(Path(folder))
    page = write_page(fitted, Gallery(fitted.folder / "figures", optional=True))
    return deliver(fitted.folder / "report.html" if out is None else Path(out), page)
