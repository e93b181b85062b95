"""What we claim about speed, and how to see it: `make bench` measures everything in one run."""
