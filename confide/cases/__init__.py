"""The spine that every register shares: a case, its facts and its steps."""
