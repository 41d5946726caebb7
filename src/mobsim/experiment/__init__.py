"""Many runs: how they are planned, run on all cores and compared."""
