"""Organisations, teams, rosters, guardians, members and roles, consent: who the Viewer is and may see.

May call kit, accounts and audit. Higher domains ask `deps.CurrentViewer` who is looking, start every read
at the viewer's `team_ids`, and let `permissions` say who may write.
"""
