"""A game day that nobody has to play: a club's people, a game, three cameras, through the server's own API.

Stands above server and engine: one serves it, the other plays and films the game.
"""
