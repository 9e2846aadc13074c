"""Field masks as Google's APIs take them: `a.b,c(d,e)` or `a/b` chooses parts of an answer or of a change."""

from typing import Any

Path = tuple[str, ...]


def paths(mask: str) -> list[Path]:
    """Every path of a mask. Raises ValueError when its brackets do not match."""
    found, rest = _list(mask.replace("/", "."), ())
    if rest:
        raise ValueError(f"Invalid field mask: {mask}")
    return found


def _list(text: str, before: Path) -> tuple[list[Path], str]:
    found: list[Path] = []
    while text and not text.startswith(")"):
        end = next((n for n, letter in enumerate(text) if letter in ",()"), len(text))
        here = (*before, *map(camel, text[:end].split(".")))
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


def camel(name: str) -> str:
    """`row_data` as `rowData`: a mask may use either."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def chosen(answer: Any, wanted: list[Path]) -> Any:
    """The parts of an answer that the paths name."""
    if isinstance(answer, list):
        return [chosen(one, wanted) for one in answer]
    if not isinstance(answer, dict) or any(not path or path == ("*",) for path in wanted):
        return answer
    rest = {path[0]: [one[1:] for one in wanted if one[0] == path[0]] for path in wanted}
    return {name: chosen(value, rest[name]) for name, value in answer.items() if name in rest}


def wants(wanted: list[Path], *way: str) -> bool:
    """Whether anything at or below this way is named."""
    return any(all(a in (b, "*") for a, b in zip(path, way, strict=False)) for path in wanted)


def put(target: dict[str, Any], source: dict[str, Any], wanted: list[Path]) -> dict[str, Any]:
    """A copy of `target` whose named parts are those of `source`; what `source` lacks is cleared."""
    for path in wanted:
        target = dict(source) if path == ("*",) else _put(target, source, path)
    return target


def _put(target: dict[str, Any], source: dict[str, Any], path: Path) -> dict[str, Any]:
    name, rest = path[0], path[1:]
    others = {key: value for key, value in target.items() if key != name}
    if not rest or rest == ("*",):
        return {**others, name: source[name]} if name in source else others
    inner = _put(target.get(name) or {}, source.get(name) or {}, rest)
    return {**others, name: inner} if inner or name in source else others
