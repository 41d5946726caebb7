"""One archive of a results folder for a paper's supplement: data, their meaning, the model as it was set, how to repeat it."""

from mobsim.export.archive import About, export

__all__ = ["About", "export"]
