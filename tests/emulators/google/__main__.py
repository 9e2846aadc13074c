"""`python -m tests.emulators.google --port N`: the emulator until it is stopped; one line tells when it is ready."""

import argparse
import gc

from .emulator import Emulator
from .server import make_server


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.emulators.google", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default: any free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--quotas", action="store_true", help="60 reads and writes a minute an account, 300 a project")
    parser.add_argument("--private", action="store_true", help="a file is for its owner until it is shared")
    parser.add_argument("--no-storage", action="store_true", help="service accounts cannot make files of their own")
    parser.add_argument("--speed", type=float, default=1.0, help="how many seconds pass in one")
    return parser.parse_args()


def main() -> None:
    """Serve until interrupted."""
    given = _arguments()
    emulator = Emulator(open=not given.private, storage_full=given.no_storage)
    emulator.quotas.on = given.quotas
    gc.set_threshold(200_000, 50, 50)  # millions of cells are looked through in vain
    emulator.clock.run_at(given.speed)
    server = make_server(emulator, given.port, given.host)
    print(f"Google emulator ready on {emulator.address}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
