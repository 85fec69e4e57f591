"""The register of cabinets: where paper is kept, who holds a key, and the walk that sees what is there."""
