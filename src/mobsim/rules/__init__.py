"""What happens: one rule a file, as kernels over columns."""
