"""The register of broken glass: access to one person for half an hour, for a reason, and read afterwards."""
