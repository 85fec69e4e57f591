"""The register of legal holds: what must not be destroyed while a claim, complaint or inquiry is open."""
