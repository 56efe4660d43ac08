"""The revisions, oldest first. A revision stands on its own: it imports nothing of ours, so that it means the same for ever."""
