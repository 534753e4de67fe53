"""Other people's files: an open stream or bytes in, plain records out. Knows neither people nor database."""
