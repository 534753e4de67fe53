"""Where files live: takes, films, pictures. Kept by key, handed out by signed, expiring addresses.

Keys are ids, never names. What is put is there as a whole and survives a power cut, or is not there at all.
"""
