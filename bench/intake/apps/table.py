"""The one table of the measured applications, in SQLite with a write-ahead log that is on disk at every commit."""

import os
import sqlite3

INSERT = "insert into submissions (id, body) values (?, ?)"


def opened() -> sqlite3.Connection:
    """A connection to the database that DATABASE names."""
    connection = sqlite3.connect(os.environ["DATABASE"], isolation_level=None, timeout=30)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("create table if not exists submissions (id text primary key, body blob not null)")
    return connection
