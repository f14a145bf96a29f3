"""Columns saved as they stand in memory, so that a large review opens at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.store.database import Database


@dataclass(frozen=True)
class Snapshot:
    """A saved column, and the number of the last row (of its own table) that it takes in."""

    values: NDArray[Any]
    through: int


class SnapshotTable:
    """Saved columns by name. They may be missing or old, never wrong."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, columns: dict[str, Snapshot]) -> None:
        """Save columns together."""
        with self._database.transaction():
            self._database.execute_many(
                "INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?)",
                (
                    (name, column.through, column.values.tobytes())
                    for name, column in columns.items()
                ),
            )

    def load(self, name: str, *, dtype: type[np.generic], count: int) -> Snapshot | None:
        """Load a column of `count` values; None where it was never saved."""
        row = self._database.row("SELECT through, body FROM snapshots WHERE name = ?", (name,))
        if row is None:
            return None
        through, body = row
        values = np.frombuffer(body, dtype)
        return Snapshot(values.copy(), through) if len(values) == count else None

    def forget(self, names: Iterable[str]) -> None:
        """Drop saved columns that hold no longer; those never saved are none."""
        with self._database.transaction():
            self._database.execute_many(
                "DELETE FROM snapshots WHERE name = ?", ((name,) for name in names)
            )
