"""The command line and the work that runs by the clock."""
