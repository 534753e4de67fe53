"""Touchline: the self-hosted match-day system for sports clubs."""
