"""The ranking of a call's proposals: scores, order, who is taken and why; values in, values out."""
