"""Formulas: read, worked out, and moved with the cells they speak of."""
