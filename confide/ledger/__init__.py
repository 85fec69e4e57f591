"""The record of what happened, which can be checked by anybody and not quietly changed by anybody."""
