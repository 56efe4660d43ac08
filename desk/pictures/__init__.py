"""The ledger drawn: a timeline of each transport link, and a map of all. The only door to matplotlib."""
