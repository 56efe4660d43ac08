"""How the tables came to be: forward only, one file a revision."""
