"""Search for strategies: what is looked for, how candidates are proposed, run, chosen, and run again before they are shown."""
