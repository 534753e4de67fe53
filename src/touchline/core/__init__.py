"""Pure mathematics: arrays in, frozen dataclasses out.

No file, clock, network or thread; randomness comes as a NumPy Generator, time as an argument.
Raises ValueError with what was expected and what came. Imports numpy and scipy only (ADR 0007).
"""
