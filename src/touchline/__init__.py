"""Touchline: the self-hosted match-day system for sports clubs."""

from importlib.metadata import version

__version__ = version("touchline")
