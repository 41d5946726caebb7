"""What a sweep's results say: effects, shares, indices, strategies, conditions of failure, and how sure each is."""
