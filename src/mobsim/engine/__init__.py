"""What runs: the day, the week and the cycle, and the model that composes them."""
