"""Field masks as Google's APIs take them: `a.b,c(d,e)` chooses parts of an answer or of a change."""

from typing import Any


def paths(mask: str) -> list[tuple[str, ...]]:
    """Every path of a mask. Raises ValueError when its brackets do not match."""
    found, rest = _list(mask.replace(" ", ""), ())
    if rest:
        raise ValueError(f"Invalid field mask: {mask}")
    return found


def _list(text: str, before: tuple[str, ...]) -> tuple[list[tuple[str, ...]], str]:
    found: list[tuple[str, ...]] = []
    while text and not text.startswith(")"):
        end = next((n for n, letter in enumerate(text) if letter in ",()"), len(text))
        here = (*before, *text[:end].split("."))
        text = text[end:]
        if text.startswith("("):
            inner, text = _list(text[1:], here)
            if not text.startswith(")"):
                raise ValueError("Invalid field mask: brackets do not match")
            found, text = found + inner, text[1:]
        else:
            found.append(here)
        text = text.removeprefix(",")
    return found, text


def chosen(answer: Any, mask: str) -> Any:
    """The parts of an answer that the mask names."""
    return _chosen(answer, paths(mask)) if mask and mask != "*" else answer


def _chosen(answer: Any, wanted: list[tuple[str, ...]]) -> Any:
    if isinstance(answer, list):
        return [_chosen(one, wanted) for one in answer]
    if not isinstance(answer, dict) or any(not path or path == ("*",) for path in wanted):
        return answer
    names = {path[0] for path in wanted}
    return {
        name: _chosen(value, [path[1:] for path in wanted if path[0] == name])
        for name, value in answer.items()
        if name in names
    }


def put(target: dict[str, Any], source: dict[str, Any], mask: str) -> None:
    """Make the masked parts of `target` those of `source`; what `source` lacks is cleared."""
    for path in paths(mask):
        if path == ("*",):
            target.clear()
            target.update(source)
        else:
            _put(target, source, path)


def _put(target: dict[str, Any], source: dict[str, Any], path: tuple[str, ...]) -> None:
    name, rest = path[0], path[1:]
    if rest and name in source:
        _put(target.setdefault(name, {}), source[name], rest)
    elif rest and name in target:
        _put(target[name], {}, rest)
    elif name in source:
        target[name] = source[name]
    elif not rest:
        target.pop(name, None)
