"""Requests about developer metadata."""

from .. import masks
from ..areas import Body
from ..content import Content
from ..metadata import check, located, search
from ..refusals import invalid


def _create(content: Content, body: Body) -> Body:
    wanted = body.get("developerMetadata", {})
    number = wanted.get("metadataId") or content.fresh(set(content.metadata))
    if number in content.metadata:
        raise invalid(f"developerMetadata with ID {number} already exists")
    made = {**wanted, "metadataId": number, "location": located(wanted.get("location", {}))}
    check(content, made)
    content.metadata[number] = made
    return {"developerMetadata": made}


def _found(content: Content, data_filter: Body) -> list[Body]:
    if "developerMetadataLookup" not in data_filter:
        raise invalid("A developerMetadataLookup must be specified.")
    return search(content, data_filter["developerMetadataLookup"])


def _delete(content: Content, body: Body) -> Body:
    gone = _found(content, body.get("dataFilter", {}))
    for one in gone:
        del content.metadata[one["metadataId"]]
    return {"deletedDeveloperMetadata": gone} if gone else {}


def _update(content: Content, body: Body) -> Body:
    mask, new = masks.paths(body.get("fields", "")), body.get("developerMetadata", {})
    found = {one["metadataId"]: one for each in body.get("dataFilters", []) for one in _found(content, each)}
    for number, one in found.items():
        changed = {**masks.put(one, new, mask), "metadataId": number}
        changed["location"] = located(changed.get("location", {}))
        check(content, changed)
        content.metadata[number] = changed
    changed_ones = [content.metadata[number] for number in found]
    return {"developerMetadata": changed_ones} if changed_ones else {}


REQUESTS = {
    "createDeveloperMetadata": _create,
    "deleteDeveloperMetadata": _delete,
    "updateDeveloperMetadata": _update,
}
