"""The register of disclosures asked for, decided and carried out."""
