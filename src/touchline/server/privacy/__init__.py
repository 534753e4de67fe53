"""Erasing a person from all domains at once.

Owns no table. May call every domain's service below the portal; each forgets its own part.
"""
