"""What the services need from the world around them, so that tests can stand in for it."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Gives the time."""

    def now(self) -> datetime:
        """Give the present moment in UTC."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Give the present moment in UTC."""
        return datetime.now(UTC)


class Progress(Protocol):
    """Is told how far a long task has come, and may stop it."""

    def __call__(self, done: int, total: int | None, /) -> bool:
        """Take note of `done` of `total` (None: not known yet); False asks to stop."""
