"""Benchmarks of mobsim: ``python -m benchmarks`` measures, and writes ``results.md`` and ``results.json`` here."""
