"""An outcome, a planner and a town, added to mobsim by entry points."""
