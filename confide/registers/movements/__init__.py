"""The register of joiners, movers and leavers."""
