"""The register of advice asked without naming the person."""
