"""Backups: the whole database and all files in a folder, and back again, from and to any kind of database.

A backup is of one version of the database's tables, and is restored by a program of the same version.
"""

from touchline.server.backups.service import Kept, back_up, restore

__all__ = ["Kept", "back_up", "restore"]
