"""Pixels: picture measurements, colour, drawing. Knows pictures, not games or people."""
