"""The register of reviews: signs of misuse, what the member of staff says to them, and what came of it."""
