"""Virtual randomized trials: what a study in the field would find in this town, and what is true of it."""

from mobsim.experiment.trial.run import TrialResult, run_trial, run_trials
from mobsim.experiment.trial.summary import summary_table

__all__ = ["TrialResult", "run_trial", "run_trials", "summary_table"]
