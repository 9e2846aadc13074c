"""The question types: how an answer of each is read, kept and shown."""
