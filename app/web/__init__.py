"""HTTP: one file a kind of visitor."""
