"""Sweeps: what an experiment file declares, planned as points and seeds, and lived by the engine."""
