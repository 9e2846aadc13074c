"""What is installed is whole: every file beside the code goes into the wheel (setuptools, package-data)."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
PATTERNS = BUILT["package-data"]


def installed(package: Path) -> Iterator[Path]:
    """The files of a package and of the packages in it, and those that the patterns name."""
    for folder in (package, *(one.parent for one in package.rglob("__init__.py"))):
        yield from folder.glob("*.py")
    for pattern in PATTERNS.get(package.name, ()):
        yield from package.glob(pattern)


def test_every_file_is_installed() -> None:
    packages = [ROOT / name.removesuffix("*") for name in BUILT["packages"]["find"]["include"]]
    assert {one.name for one in packages} >= PATTERNS.keys()
    for package in packages:
        files = {one for one in package.rglob("*") if one.is_file() and "__pycache__" not in one.parts}
        assert sorted(files - set(installed(package))) == []


def test_every_pattern_finds_something() -> None:
    assert [(name, one) for name, each in PATTERNS.items() for one in each if not any((ROOT / name).glob(one))] == []
