"""The register of monitoring: its assessment, who has had the notice, and which signs are looked for."""
