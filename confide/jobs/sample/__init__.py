"""The sample organisation: invented people and a year of decisions, the same from the same seed and day.

- Everything is written the way a person would write it: through `perform`, with its ledger entries.
- What is random comes from one seeded generator that is passed along; what is a time hangs on the day it is built for.
"""
