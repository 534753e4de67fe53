"""Clips, cut out of a film or an angle, and marked segments of a game.

May call takes and films. A clip keeps where it lies by a take's own clock, so that a film that is healed
moves it on the timeline and changes nothing in it.
"""
