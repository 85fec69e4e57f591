"""Answers that do not count yet: kept sealed for the one who typed them, taken up again, or thrown away."""
