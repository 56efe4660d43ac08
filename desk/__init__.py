"""Where people sit: the `tumen` command."""
