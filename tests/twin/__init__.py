"""The slow twin: the rules of docs/rules.md once more, in plain Mesa objects, written without sight of the engine."""

from twin.town import Twin

__all__ = ["Twin"]
