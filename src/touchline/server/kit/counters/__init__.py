"""Counts how often something was asked, for `kit/limits.py`: in the database, or in memory.

Both implement the storage of the `limits` library. Keys are kept hashed: no address, no person's id.
"""
