"""What comes after a decision: grants, what is owed for them, and what staff do with them."""
