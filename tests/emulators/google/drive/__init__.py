"""The Drive API: files, who may see them, and what became of them."""
