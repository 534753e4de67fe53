"""Shoots a synthetic game with virtual cameras and writes real recordings of it, with their truth."""
