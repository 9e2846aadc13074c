"""KoboToolbox attachments: the answer holds only a file name, the address stands beside the answers."""

import re

from connectors.sources.reading import text_at

_POSITION = re.compile(r"\[\d+\]")


class Attachments:
    """The `_attachments` of one delivery (anything malformed in them is left out)."""

    def __init__(self, found: object) -> None:
        self._addresses: dict[tuple[str, str], str] = {}  # by question (empty where it is not told) and name
        for one in found if isinstance(found, list) else []:
            if isinstance(one, dict):
                xpath, filename, url = (text_at(one, name) for name in ("question_xpath", "filename", "download_url"))
                name = filename.rsplit("/", 1)[-1]
                # Kobo stores blanks in names as underscores; older servers do not tell the question.
                for said in (name, name.replace("_", " ")) if url else ():
                    self._addresses.setdefault((_POSITION.sub("", xpath), said), url)

    def answer(self, key: str, value: object) -> object:
        """The answer to `key`: a list of one file where `value` names an attachment, else `value` itself."""
        if not isinstance(value, str):
            return value
        url = self._addresses.get((key, value)) or self._addresses.get(("", value))
        return [{"name": value, "url": url}] if url else value
