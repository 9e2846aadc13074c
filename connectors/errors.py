"""The one error at the seam to the outside world, with the one bit that says whether to try again."""


class ConnectorError(Exception):
    """Something outside refused or failed; `permanent` means that trying again cannot help."""

    def __init__(
        self, message: str, *, permanent: bool = False, retry_after: float | None = None, status: int = 0
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after  # seconds the other side asked us to wait
        self.status = status  # what a web server answered, if it did


class Unwanted(ConnectorError):  # noqa: N818 - a finding
    """What was asked for or found is against our rules: it is not taken, however often it is tried."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class NotYet(ConnectorError):  # noqa: N818 - a finding
    """Its turn has not come: nothing was asked of the outside, and that is no failed try."""


class OutcomeUnknown(ConnectorError):  # noqa: N818 - a finding, as below
    """What was asked may still come to pass: to ask again before `retry_after` could do it twice."""


class Unreadable(Exception):  # noqa: N818 - a finding about a delivery, not a fault of ours
    """A delivery is authentic but cannot be understood; its text is the reason shown to staff."""
