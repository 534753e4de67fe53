"""Takes: one camera's unbroken recording in a game, and its angle, the take made playable.

An upload of a game becomes a take of one segment; game day will bring takes of many, which grow.
"""
