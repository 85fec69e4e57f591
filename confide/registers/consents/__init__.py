"""The register of consent sought, given, withheld and withdrawn."""
