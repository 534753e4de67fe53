"""Films: the directed, compiled video of a game. Each version is a folder of its own in storage."""
