"""ODK Central: a row of the OData feed, with groups as objects and repeats as lists."""

from collections.abc import Iterator, Mapping

from connectors.ports import Entry

SYSTEM = frozenset({"start", "end", "today", "deviceid", "username", "phonenumber", "subscriberid", "simserial"})
SYSTEM_GROUPS = ("__system", "meta")
LINK = "@odata.navigationLink"


def keys_of(path: str) -> tuple[str, ...]:
    """A path as the form has it, and as ours are written."""
    return tuple(dict.fromkeys((path, path.replace("/", "."))))


def is_system(path: str) -> bool:
    """Whether Central, Collect or the form's own metadata made it, and no applicant."""
    group, _, _ = path.partition("/")
    return path in SYSTEM or group in SYSTEM_GROUPS or path.rpartition("/")[2].startswith("__")


def row_entries(row: Mapping[str, object], before: str = "") -> Iterator[Entry]:
    """The entries of a row, under the paths of the form."""
    for name, value in row.items():
        if not name.endswith(LINK):
            yield from _entries(before + name, value)


def _entries(path: str, value: object) -> Iterator[Entry]:
    if isinstance(value, dict) and "coordinates" in value:
        yield Entry(keys_of(path), _place(value))
    elif isinstance(value, dict):
        yield from row_entries(value, f"{path}/")
    elif isinstance(value, list) and all(isinstance(row, dict) for row in value):
        rows = tuple(tuple(row_entries(row, f"{path}/")) for row in value if isinstance(row, dict))
        yield Entry(keys_of(path), value, rows=rows)
    else:
        yield Entry(keys_of(path), value, is_system=is_system(path))


def _place(value: Mapping[str, object]) -> object:
    """A point as forms write it, `latitude longitude altitude`; a line or an area as it is."""
    where = value["coordinates"]
    if value.get("type") != "Point" or not isinstance(where, list) or not 2 <= len(where) <= 3:
        return value
    longitude, latitude, *altitude = where
    return " ".join(str(one) for one in (latitude, longitude, *altitude))
