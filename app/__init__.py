"""Takes submissions in, keeps them, decides."""
