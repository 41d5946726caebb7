"""What users add without a fork: Python functions that are named, found in every process, and told by their source."""
