"""What every room stands on: the calendar, named randomness, kernels, the declaration of a parameter."""
