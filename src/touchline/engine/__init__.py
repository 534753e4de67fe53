"""Video in, film out. Knows no people."""
