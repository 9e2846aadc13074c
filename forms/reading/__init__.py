"""Definitions read from their files, with every mistake located."""
