"""The colours of what staff may choose in a column, the same in every kind of sheet."""

from collections.abc import Sequence

SHADES = ("CCE3FA", "FDE6B3", "D4F0DB", "FAD9BF", "E6D6F2", "E6E6E6")
"""Red, green and blue of blue, yellow, green, orange, purple and grey, for the first choices in their order: light, so
that the text stays readable, and told apart by brightness too."""
WRONG = "F5A8A8"
"""Of what is none of the choices, and the darkest."""
MOST_COLOURED = 40  # choices


def shades(offered: Sequence[str]) -> dict[str, str]:
    """The colour of each choice, empty for those that have none; nothing where they are not told apart by colour."""
    if len(offered) > MOST_COLOURED or any(one.startswith(("=", "+")) for one in offered):
        return {}  # a rule would take such a choice for a formula
    return {one: SHADES[number] if number < len(SHADES) else "" for number, one in enumerate(offered)}
