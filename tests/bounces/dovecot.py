"""A real IMAP server (Dovecot) of a test's own, over a Maildir."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
LACKING = "" if PROGRAM and os.geteuid() == 0 else "needs Debian's dovecot-imapd, which only root can start"
OWNER = "nobody"
CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{mail}
passdb {{
  driver = static
  args = password=p@ss/word
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@contextmanager
def dovecot(mail: Path) -> Iterator[str]:
    """The server over `mail`; gives its address for BOUNCES_AT."""
    # in a folder with a short name: the paths of its sockets hold 107 bytes
    with TemporaryDirectory(prefix="imap") as short, _running(Path(short), mail) as url:
        yield url


@contextmanager
def _running(folder: Path, mail: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    owner = pwd.getpwnam(OWNER)
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(folder=folder, mail=mail, uid=owner.pw_uid, gid=owner.pw_gid, port=port))
    (folder / "home").mkdir()
    for path in (*folder.parents, *mail.parents, folder):
        with suppress(OSError):
            path.chmod(path.stat().st_mode | 0o011)  # the server's own users go through to the mailbox
    for path in (folder / "home", mail, *mail.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    server = subprocess.Popen([str(PROGRAM), "-F", "-c", str(config)])
    try:
        _await(port)
        yield f"imap://bounces:p%40ss%2Fword@127.0.0.1:{port}/INBOX"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _await(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("dovecot does not answer")
