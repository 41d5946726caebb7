"""Draw the figures of a report, each a panel small enough to be read on a telephone."""

from mobsim.report.figures.gallery import Gallery, Panel

__all__ = ["Gallery", "Panel"]
