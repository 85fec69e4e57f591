"""The measures of the ledger, run by `bench/ledger.py` once for each engine in a process of its own."""
