"""Push notifications: who is told when a file changes, by a real POST to the address that was given."""

import queue
import threading
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import requests

from ..clock import Clock
from ..refusals import DriveRefusal

LIFE = 3_600.0  # seconds that a channel lasts when nobody says
LONGEST = 86_400.0
TIMEOUT = 10  # seconds


@dataclass
class Channel:
    """Where to tell of a file, or of all changes (no file)."""

    number: str
    resource: str
    address: str
    token: str
    ends: float
    file: str = ""
    told: int = 0


@dataclass
class Channels:
    """Those who watch. Messages go out one after the other, in a thread of their own."""

    clock: Clock
    open: dict[str, Channel] = field(default_factory=dict)
    _waiting: "queue.Queue[tuple[str, dict[str, str]]]" = field(default_factory=queue.Queue)
    _thread: threading.Thread | None = None

    def watch(self, wanted: dict[str, Any], file: str) -> dict[str, Any]:
        """Open a channel and say so to its address. Raises DriveRefusal for one that is open already."""
        number, address = wanted.get("id", ""), wanted.get("address", "")
        if not number or not address:
            raise DriveRefusal(400, "required", "Required")
        if number in self.open:
            raise DriveRefusal(400, "channelIdNotUnique", f"Channel id {number} not unique")
        now = self.clock.now()
        asked = float(wanted["expiration"]) / 1000 if "expiration" in wanted else now + LIFE
        channel = Channel(number, f"resource-{file or 'changes'}", address, wanted.get("token", ""), 0.0, file)
        channel.ends = min(asked, now + LONGEST)
        self.open[number] = channel
        self._tell(channel, "sync", [])
        uri = _uri(channel)
        found = {"kind": "api#channel", "id": number, "resourceId": channel.resource, "resourceUri": uri}
        return {**found, "token": channel.token, "expiration": str(int(channel.ends * 1000))}

    def stop(self, wanted: dict[str, Any]) -> None:
        channel = self.open.get(wanted.get("id", ""))
        if channel is None or channel.resource != wanted.get("resourceId"):
            raise DriveRefusal(404, "notFound", f"Channel '{wanted.get('id', '')}' not found for project", location="")
        del self.open[channel.number]

    def changed(self, file: str, what: str) -> None:
        """A file was changed, trashed or removed."""
        now = self.clock.now()
        for channel in list(self.open.values()):
            if channel.ends <= now:
                del self.open[channel.number]
            elif channel.file == file:
                self._tell(channel, what, ["content"] if what == "update" else [])
            elif not channel.file:
                self._tell(channel, "change", [])

    def _tell(self, channel: Channel, state: str, changed: list[str]) -> None:
        channel.told += 1
        headers = {
            "X-Goog-Channel-ID": channel.number,
            "X-Goog-Message-Number": str(channel.told),
            "X-Goog-Resource-ID": channel.resource,
            "X-Goog-Resource-State": state,
            "X-Goog-Resource-URI": _uri(channel),
            "X-Goog-Channel-Expiration": formatdate(channel.ends, usegmt=True),
        }
        headers |= {"X-Goog-Changed": ",".join(changed)} if changed else {}
        headers |= {"X-Goog-Channel-Token": channel.token} if channel.token else {}
        self._waiting.put((channel.address, headers))
        if self._thread is None:
            self._thread = threading.Thread(target=self._send, daemon=True)
            self._thread.start()

    def _send(self) -> None:
        while True:
            address, headers = self._waiting.get()
            try:
                requests.post(address, headers=headers, data=b"", timeout=TIMEOUT)
            except requests.RequestException:
                pass  # Google tries again for a while; a test that needs that can change the file again
            finally:
                self._waiting.task_done()

    def settle(self) -> None:
        """Wait until every message is sent."""
        self._waiting.join()


def _uri(channel: Channel) -> str:
    what = f"files/{channel.file}" if channel.file else "changes"
    return f"https://www.googleapis.com/drive/v3/{what}?alt=json"
