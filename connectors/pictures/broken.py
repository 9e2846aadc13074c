"""The one finding about a picture that keeps it out."""


class BrokenPicture(Exception):  # noqa: N818 - a finding about a file
    """A picture is cut short, or not built as its kind is: what it says besides itself cannot be told from the rest."""
