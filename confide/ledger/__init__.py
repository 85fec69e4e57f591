"""The record of what happened, which can be checked and not quietly changed."""
