"""Coming in: who somebody is, how they prove it, and what happens when they cannot."""
