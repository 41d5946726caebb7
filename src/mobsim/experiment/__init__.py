"""Many runs: how they are planned, lived on all cores and compared."""
