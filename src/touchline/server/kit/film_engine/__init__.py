"""Film engines: what makes films of takes, whichever it is; the server only orders and publishes."""
