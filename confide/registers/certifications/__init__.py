"""The register in which line managers say each quarter who may go on seeing what."""
