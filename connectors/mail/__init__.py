"""Where people are sent letters: one file a way to hand over mail."""
