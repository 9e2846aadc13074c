"""Pure arithmetic and decisions: no input, no output."""
