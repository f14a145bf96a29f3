"""A path as a person writes it."""

from pathlib import Path


def written_path(text: str) -> Path:
    """Give the path that somebody wrote: blanks around it do not count, and `~` is their home."""
    path = Path(text.strip())
    try:
        return path.expanduser()
    except RuntimeError:  # `~somebody` whom the system does not know: missed by that name later
        return path
