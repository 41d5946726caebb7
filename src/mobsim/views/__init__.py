"""Residents, officers and leaders as Mesa agents: views of rows, and sets of them."""
