"""Looking after an installation: backups, restoring, epochs by the clock, and what `confide doctor` asks."""
