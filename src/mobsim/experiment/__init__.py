"""Many runs: how they are planned, lived on all cores, compared and analysed."""
