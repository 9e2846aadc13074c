"""Whose an e-mail address is: the part of its domain that somebody registered, unless anybody can have one there."""

_PROVIDERS = """
163.com 126.com aol.com fastmail.com gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com
hotmail.com hotmail.fr icloud.com laposte.net libero.it live.com mac.com mail.com mail.ru me.com msn.com naver.com
orange.fr outlook.com outlook.fr pm.me proton.me protonmail.com qq.com rediffmail.com t-online.de tuta.com
tutanota.com uol.com.br web.de yahoo.co.uk yahoo.com yahoo.com.br yahoo.es yahoo.fr yandex.com yandex.ru ymail.com
zoho.com
"""

MAILBOXES_FOR_ALL = frozenset(_PROVIDERS.split())
"""Providers with whom anybody has an address: two people who share one of these have nothing else in common."""

_KINDS = "ac co com edu gc go gob gouv gov gub int mil ne net ngo nic or org"
KINDS_OF_OWNERS = frozenset(_KINDS.split())
"""Labels under which countries register names, as in `mfa.gov.ke`: with them alone two ministries would be one."""


def owner(email: str) -> str:
    """The registered part of an address's domain, in small letters; empty where there is none, or all share it."""
    labels = [label for label in email.rpartition("@")[2].casefold().strip(". ").split(".") if label]
    if len(labels) < 2:
        return ""
    under_a_kind = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in KINDS_OF_OWNERS
    domain = ".".join(labels[-3 if under_a_kind else -2 :])
    return "" if domain in MAILBOXES_FOR_ALL else domain
