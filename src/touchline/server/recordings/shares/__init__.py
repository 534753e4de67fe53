"""Shares: links by which somebody without an account watches one film, angle or clip until a day.

May call takes, films and clips. A link opens only while every player of the team has agreed to be shown
outside the club; it is stored hashed, and ends within a second when it is revoked.
"""
