"""FFmpeg through PyAV: probe, decode, sound, copy, encode, HLS. Knows files, not games."""
