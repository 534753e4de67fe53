"""Games with known truth: motion, cameras, sound and clocks, all from one seed."""
