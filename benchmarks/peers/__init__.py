"""The same work by other tools: see ``compare.py``."""
