"""Where each take lies on the game clock: offset, drift, and a bound that can be trusted."""
