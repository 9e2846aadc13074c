"""Field masks as Google's APIs take them: `a.b,c(d,e)` or `a/b` chooses parts of an answer or of a change."""

from typing import Any

Path = tuple[str, ...]
Tree = dict[str, Any] | None


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


class Chosen(list[Any]):
    """A list of which only what the mask names was made: nothing is left to be chosen."""


def chosen(answer: Any, wanted: list[Path]) -> Any:
    """The parts of an answer that the paths name."""
    return chosen_of(answer, tree(wanted))


def tree(wanted: list[Path]) -> Tree:
    """The names at the top, each with the tree of what is named below it; None is everything."""
    if any(not path or path == ("*",) for path in wanted):
        return None
    return {name: tree([path[1:] for path in wanted if path[0] == name]) for name in {path[0] for path in wanted}}


def below(branch: Tree, *way: str) -> Tree:
    """The tree at the end of a way that is named."""
    for name in way:
        branch = None if branch is None else branch[name]
    return branch


def chosen_of(answer: Any, branch: Tree) -> Any:
    """The parts of an answer that a tree names."""
    if branch is None or isinstance(answer, Chosen):
        return answer
    if isinstance(answer, list):
        return [chosen_of(one, branch) for one in answer]
    if not isinstance(answer, dict):
        return answer
    return {name: chosen_of(value, branch[name]) for name, value in answer.items() if name in branch}


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
