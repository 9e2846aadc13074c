"""What becomes of an approval: how it is paid, what is owed for it and when, and how far it is."""
