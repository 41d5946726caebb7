"""What writes the page on the experiments: declarations, numbers, sentences, tables, drawings, the claims, the page."""
