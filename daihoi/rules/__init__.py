"""What the regulations ask: pure functions and dated rule-sets. No clock, no SQL."""
