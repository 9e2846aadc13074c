"""A form's rules at work on answers."""
