"""What leaders and officers decide, from what can be known."""
