"""Files over HTTP: whole or in part, for whoever holds a signed address that was not taken back."""
