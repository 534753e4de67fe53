"""Which camera is shown when, and why: scores per half second, and the optimal cut list."""
