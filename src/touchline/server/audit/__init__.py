"""Who saw or changed what: append-only, and each entry carries the hash of the one before it.

May call kit and accounts. Others call `service.record` in their own transaction, or `deps.Trail` when
they only read. Entries carry ids, never names.
"""
