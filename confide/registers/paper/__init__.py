"""The register of paper: each file, notebook and handover sheet, where it is, and who has it."""
