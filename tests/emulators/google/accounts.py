"""Who calls: every bearer token is an account with an e-mail address and quotas of its own."""

from dataclasses import dataclass

DOMAIN = "emulator.iam.gserviceaccount.com"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of one Google Cloud project, whose quota it shares."""

    email: str
    project: str = "emulator"

    @property
    def name(self) -> str:
        return self.email.partition("@")[0]


ANONYMOUS = Account(f"anonymous@{DOMAIN}")
OWNER = Account("owner@example.org")
STAFF = Account("staff@example.org")


def account_of(authorization: str) -> Account:
    """The account of an Authorization header. The token names it: `name`, `name@host`, or `project/name`."""
    token = authorization.removeprefix("Bearer ").strip()
    if not token:
        return ANONYMOUS
    project, mark, name = token.rpartition("/")
    return Account(name if "@" in name else f"{name}@{DOMAIN}", project if mark else "emulator")
