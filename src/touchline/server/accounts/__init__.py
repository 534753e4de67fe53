"""People who log in: passwords, sign-ins, verification by mail, preferences.

May call kit. Others ask `deps.CurrentUser` who is there, and `service` for everything else.
"""
