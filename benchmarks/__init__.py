"""What Touchline is measured against, and how: `./run bench NAME [--quick]`; never part of the test run."""
