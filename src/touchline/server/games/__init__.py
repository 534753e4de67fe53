"""Games, their codes, who takes part, line-ups and formations.

May call kit, accounts, audit and clubs. Every read starts at the viewer's teams. Recordings move a game's
state on by `service`.
"""
