"""Does what the ledger says is due."""
