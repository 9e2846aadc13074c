"""Requests about named ranges, protected ranges, the basic filter and filter views."""

from dataclasses import replace

from .. import masks
from ..areas import Body, shown
from ..content import Content
from ..filtering import criteria_of
from ..refusals import invalid
from ..tab import Tab
from .sorting import sort_rows


def _with_range(content: Content, one: Body) -> Body:
    if "range" in one:
        content.by_id(one["range"].get("sheetId", 0))
        return {**one, "range": shown(one["range"])}
    return one


def _add_named(content: Content, body: Body) -> Body:
    wanted = {"range": {}, **body.get("namedRange", {})}
    if content.named(wanted["name"]):
        raise invalid(f"A named range with name: {wanted['name']} already exists.")
    taken = {int(one["namedRangeId"]) for one in content.named_ranges if one["namedRangeId"].isdigit()}
    made = {**_with_range(content, wanted), "namedRangeId": wanted.get("namedRangeId") or str(content.fresh(taken))}
    content.named_ranges = [*content.named_ranges, made]
    return {"namedRange": made}


def _named(content: Content, number: str) -> Body:
    for one in content.named_ranges:
        if one["namedRangeId"] == number:
            return one
    raise invalid(f"Cannot find a named range with ID: {number}")


def _delete_named(content: Content, body: Body) -> None:
    gone = _named(content, body.get("namedRangeId", ""))
    content.named_ranges = [one for one in content.named_ranges if one is not gone]


def _update_named(content: Content, body: Body) -> None:
    wanted = body.get("namedRange", {})
    kept = _named(content, wanted.get("namedRangeId", ""))
    made = _with_range(content, masks.put(kept, wanted, masks.paths(body.get("fields", ""))))
    content.named_ranges = [made if one is kept else one for one in content.named_ranges]


def _add_protected(content: Content, body: Body) -> Body:
    wanted = body.get("protectedRange", {})
    tab = _tab_of(content, wanted)
    taken = {one["protectedRangeId"] for each in content.tabs for one in each.protected}
    made = {"protectedRangeId": wanted.get("protectedRangeId") or content.fresh(taken), **_plain(content, wanted)}
    owned = {**made, "editors": {**made["editors"], "users": [content.who, *made["editors"].get("users", [])]}}
    tab.protected = [*tab.protected, owned]
    return {"protectedRange": made}


def _plain(content: Content, wanted: Body) -> Body:
    """A ProtectedRange as the API gives it back: empty parts are left out, but not its editors."""
    kept = {name: value for name, value in _with_range(content, wanted).items() if value not in (None, False, "", [])}
    editors = {name: value for name, value in wanted.get("editors", {}).items() if value}
    return {**kept, "editors": editors, "requestingUserCanEdit": True}


def _tab_of(content: Content, protected: Body) -> Tab:
    if number := protected.get("namedRangeId"):
        protected = _named(content, number)
    return content.by_id(protected.get("range", {}).get("sheetId", 0))


def _protected(content: Content, number: int) -> tuple[Tab, Body]:
    for tab in content.tabs:
        for one in tab.protected:
            if one["protectedRangeId"] == number:
                return tab, one
    raise invalid(f"No protected range with ID: {number}")


def _update_protected(content: Content, body: Body) -> None:
    wanted = body.get("protectedRange", {})
    tab, kept = _protected(content, wanted.get("protectedRangeId", 0))
    made = _plain(content, masks.put(kept, wanted, masks.paths(body.get("fields", ""))))
    tab.protected = [made if one is kept else one for one in tab.protected]


def _delete_protected(content: Content, body: Body) -> None:
    tab, gone = _protected(content, body.get("protectedRangeId", 0))
    tab.protected = [one for one in tab.protected if one is not gone]


def _bounded(content: Content, one: Body) -> tuple[Tab, Body]:
    tab = content.by_id(one.get("range", {}).get("sheetId", 0))
    return tab, {**one, "range": tab.area(one.get("range", {})).body()}


def _set_filter(content: Content, body: Body) -> None:
    """Its criteria are kept in both ways that the API has for them; its sort orders the rows below its first."""
    tab, made = _bounded(content, body.get("filter", {}))
    if criteria := criteria_of(made):
        if not all(0 <= column < tab.width for column in criteria):
            raise invalid("The criteria must be of columns of the range.")
        made["criteria"] = {str(column): one for column, one in criteria.items()}
        made["filterSpecs"] = [_spec(column, one) for column, one in criteria.items()]
    tab.basic_filter = made
    if made.get("sortSpecs"):
        area = tab.area(made["range"])
        sort_rows(content, tab, replace(area, top=min(area.top + 1, area.bottom)), made["sortSpecs"])


def _spec(column: int, criteria: Body) -> Body:
    return {**({"columnIndex": column} if column else {}), "filterCriteria": criteria}


def _clear_filter(content: Content, body: Body) -> None:
    content.by_id(body.get("sheetId", 0)).basic_filter = None


def _add_view(content: Content, body: Body) -> Body:
    tab, made = _bounded(content, body.get("filter", {}))
    taken = {one["filterViewId"] for each in content.tabs for one in each.views}
    made = {"filterViewId": content.fresh(taken), **made}
    tab.views = [*tab.views, made]
    return {"filter": made}


def _view(content: Content, number: int) -> tuple[Tab, Body]:
    for tab in content.tabs:
        for one in tab.views:
            if one["filterViewId"] == number:
                return tab, one
    raise invalid(f"No filter view with id: {number}")


def _delete_view(content: Content, body: Body) -> None:
    tab, gone = _view(content, body.get("filterId", 0))
    tab.views = [one for one in tab.views if one is not gone]


def _update_view(content: Content, body: Body) -> None:
    tab, kept = _view(content, body["filter"].get("filterViewId", 0))
    made = masks.put(kept, body["filter"], masks.paths(body.get("fields", "")))
    tab.views = [made if one is kept else one for one in tab.views]


def _duplicate_view(content: Content, body: Body) -> Body:
    tab, kept = _view(content, body.get("filterId", 0))
    taken = {one["filterViewId"] for each in content.tabs for one in each.views}
    made = {**kept, "filterViewId": content.fresh(taken), "title": f"Copy of {kept.get('title', '')}"}
    tab.views = [*tab.views, made]
    return {"filter": made}


REQUESTS = {
    "addNamedRange": _add_named,
    "deleteNamedRange": _delete_named,
    "updateNamedRange": _update_named,
    "addProtectedRange": _add_protected,
    "updateProtectedRange": _update_protected,
    "deleteProtectedRange": _delete_protected,
    "setBasicFilter": _set_filter,
    "clearBasicFilter": _clear_filter,
    "addFilterView": _add_view,
    "deleteFilterView": _delete_view,
    "updateFilterView": _update_view,
    "duplicateFilterView": _duplicate_view,
}
