"""The line from page to rows: pure stations in `extraction`, `relevance` and `identity`, thin steps in `steps`."""
