"""The register of agreements signed, inductions and training."""
