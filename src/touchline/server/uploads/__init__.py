"""Uploads: files that arrive in pieces over bad networks, and of which no acknowledged byte is lost.

May call: kit, accounts. Publishes: that an upload is finished, through the function its intake was given.
"""
