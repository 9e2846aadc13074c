"""The ledger: every statement of SQL in the service is in this folder."""
