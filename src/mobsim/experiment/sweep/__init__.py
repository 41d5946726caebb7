"""Sweeps: what an experiment file declares, planned as points and seeds, and run by the engine."""
