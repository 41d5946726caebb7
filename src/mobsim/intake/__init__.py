"""Make a scenario of a user's own files: read any kind, guess what each column is, join, clean, and write what was done."""
