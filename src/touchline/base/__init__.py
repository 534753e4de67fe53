"""Words that all programs share. Imports nothing of Touchline."""
