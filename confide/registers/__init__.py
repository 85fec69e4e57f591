"""One folder a register; each announces itself to the table in `cases`."""
