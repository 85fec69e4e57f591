"""The register of one-time codes: for a first sign-in, and for whoever cannot sign in any more."""
