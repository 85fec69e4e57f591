"""Asks the policy engine and returns a decision."""
