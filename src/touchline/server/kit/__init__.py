"""Plumbing without business: database, errors outward, pages of lists, jobs, storage, mail, limits, tokens.

Knows no domain; every domain may use it.
"""
