"""The register of disposals: what is due is reviewed, kept longer or destroyed, by two people, with a certificate."""
