"""KoboToolbox attachments: the answer holds only a file name, the address stands beside the answers."""

import re

from connectors.sources.reading import text_at

_POSITION = re.compile(r"\[\d+\]")


class Attachments:
    """The `_attachments` of one delivery (anything malformed in them is left out)."""

    def __init__(self, found: object) -> None:
        self._found: list[tuple[str, str, str]] = []
        for one in found if isinstance(found, list) else []:
            if isinstance(one, dict):
                xpath, filename, url = (text_at(one, name) for name in ("question_xpath", "filename", "download_url"))
                self._found.append((_POSITION.sub("", xpath), filename.rsplit("/", 1)[-1], url))

    def answer(self, key: str, value: object) -> object:
        """The answer to `key`: a list of one file where `value` names an attachment, else `value` itself."""
        for xpath, name, url in self._found:
            # Kobo stores blanks in names as underscores; older servers do not tell the question.
            if url and xpath in ("", key) and value in (name, name.replace("_", " ")):
                return [{"name": value, "url": url}]
        return value
