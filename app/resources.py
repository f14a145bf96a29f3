"""Where the files that come with the program are, in a checkout and in an installed wheel."""

from pathlib import Path

DEFAULT_ARCHIVE = "alpha"
"""The archive that comes along."""
_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Give a file or folder of `resources/`: `fonts`, `icons/accepted.svg`, `sample`."""
    return _root() / "resources" / name


def bundled_archive(name: str) -> Path:
    """Give the folder of a model archive that comes with the program; it may not be there."""
    return _root() / "archieve" / name


def _root() -> Path:
    bundled = _PACKAGE / "bundled"
    return bundled if bundled.is_dir() else _PACKAGE.parent
