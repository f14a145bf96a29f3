"""Every decision ever made, in order, and the state they add up to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.verdict import Verdict
from app.store.database import Database
from datasets.record import Source


@dataclass(frozen=True)
class Decisions:
    """What one step decides, as columns over its items.

    reason: of all of them. texts: the labels after it, by item, where they are not as imported.
    doubts, confusions: the evidence on the screen when it was decided; NaN where there was none.
    """

    items: NDArray[np.int64]
    verdicts: NDArray[np.uint8]
    reason: str | None
    texts: Mapping[int, str]
    doubts: NDArray[np.float32]
    confusions: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.items)

    def rows(self, stretch: slice) -> Iterator[tuple[object, ...]]:
        """Stream item, verdict, text, doubt and confusion of a stretch."""
        items = self.items[stretch].tolist()
        return zip(
            items,
            self.verdicts[stretch].tolist(),
            map(self.texts.get, items),
            self.doubts[stretch].tolist(),  # SQLite keeps NaN as NULL
            self.confusions[stretch].tolist(),
            strict=True,
        )


class ItemState(NamedTuple):
    """How an item stands; `text` is None where it is the label as imported."""

    item: int
    verdict: int
    reason: str | None
    text: str | None
    doubt: float | None
    confusion: int


class Labelled(NamedTuple):
    """An item as an export sees it. image: as text, see `ImageRef.parse`."""

    image: str
    source: Source
    label: str
    text: str
    verdict: int


class Decided(NamedTuple):
    """A verdict in force, with the step that gave it, as stored: a million are streamed.

    image: as text, see `ImageRef.parse`. raw_label: None where it is `label`. attributes: JSON,
    pairs of name and value; None without any. reading: what the model of `model_name` read; None
    where it could not.
    """

    image: str
    label: str
    raw_label: str | None
    file: str
    line: int | None
    pointer: str
    attributes: str | None
    text: str
    verdict: int
    reason: str | None
    who: str
    at: str
    model_name: str | None
    model_version: str | None
    reading: str | None
    doubt: float | None


@dataclass(frozen=True)
class Author:
    """Who makes a step, when (UTC, ISO 8601) and with which model's predictions on the screen."""

    who: str
    at: str
    model: int | None


@dataclass(frozen=True)
class Tops:
    """Where the journal stands: its last step, and the next ones to undo and redo, if any."""

    last: int
    undo: int | None
    redo: int | None


@dataclass(frozen=True)
class Reverted:
    """What undo or redo did: the action of the step, how its items and the journal stand now."""

    action: str
    states: list[ItemState]
    tops: Tops


@dataclass(frozen=True)
class _Step:
    """A journal row.

    target: the step that undo and redo are about. previous: the step below this one on the stack
    that it lies on, which is that of undoing for decisions and that of redoing for undos.
    """

    kind: str
    action: str
    target: int | None
    previous: int | None


_STRETCH = 20_000
_INSERT_STEP = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
# A step is written by SQLite itself, from its columns in a table in memory: row by row from here
# a million take five times as long.
_CREATE_CHOSEN = (
    "CREATE TEMP TABLE IF NOT EXISTS chosen (item INTEGER PRIMARY KEY, verdict INTEGER NOT NULL,"
    " text TEXT, doubt REAL, confusion INTEGER NOT NULL)"
)
_CHOOSE = "INSERT INTO chosen VALUES (?, ?, ?, ?, ?)"
_INSERT_CHANGES = (
    "INSERT INTO journal_items"
    " SELECT ?1, chosen.item, coalesce(state.verdict, 0), chosen.verdict, state.reason, ?2,"
    " coalesce(state.text, label), coalesce(chosen.text, label), state.decided_by,"
    " chosen.doubt, chosen.confusion"
    " FROM chosen CROSS JOIN items ON items.id = chosen.item"
    " LEFT JOIN state ON state.item = chosen.item"
)
_REPLACE_STATES = (
    "INSERT OR REPLACE INTO state (item, seq, decided_by, verdict, reason, text, doubt, confusion)"
    " SELECT item, ?1, ?1, verdict, ?2, text, doubt, confusion FROM chosen"
)
# `given` is the step that the verdict then in force comes from; where it has no confusion, nobody
# knows what was shown.
_REVERT = (
    "UPDATE state SET seq = ?1, decided_by = {decided_by}, verdict = j.verdict_{side},"
    " reason = j.reason_{side},"
    " text = nullif(j.text_{side}, (SELECT label FROM items WHERE id = state.item)),"
    " doubt = iif(given.confusion IS NULL, state.doubt, given.doubt),"
    " confusion = coalesce(given.confusion, state.confusion)"
    " FROM journal_items AS j LEFT JOIN journal_items AS given"
    " ON given.seq = {decided_by} AND given.item = j.item"
    " WHERE j.seq = ?2 AND state.item = j.item"
)
_STATES = "SELECT state.item, verdict, reason, text, state.doubt, state.confusion FROM state"

_TEXT = "coalesce(text, label)"
_PARTED = " OR ".join(
    f"instr({text}, char({ord(sign)}))" for text in (_TEXT, "image") for sign in "\t\r\n"
)
_COUNT_UNFIT = (
    "SELECT coalesce(verdict, 0) AS said, count(*) FROM items LEFT JOIN state ON item = id"
    f" WHERE (instr(image, '#') AND image NOT LIKE '%#') OR {_TEXT} = '' OR {_PARTED}"
    " GROUP BY said"
)


class Journal:
    """Append-only steps over the items, with the state kept in step."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tops(self) -> Tops:
        """Tell where the journal stands."""
        row = self._database.row(
            "SELECT seq, undo_top, redo_top FROM journal ORDER BY seq DESC LIMIT 1"
        )
        return Tops(*row) if row else Tops(0, None, None)

    def append(
        self,
        author: Author,
        action: str,
        decisions: Decisions,
        *,
        bulk: bool,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Write one step. What could have been redone before it no longer can.

        progress: told how many items are written; what it raises undoes the step.
        """
        with self._database.transaction():
            tops = self.tops()
            seq = tops.last + 1
            step = _Step("bulk" if bulk else "decision", action, target=None, previous=tops.undo)
            self._insert(author, step, Tops(last=seq, undo=seq, redo=None))
            self._write(seq, decisions, progress)

    def next_to_undo(self, *, at_most: int) -> int:
        """Count the items of the step that would be undone, no further than `at_most`."""
        return self._count_items(self.tops().undo, at_most)

    def next_to_redo(self, *, at_most: int) -> int:
        """Count the items of the step that would be done again, no further than `at_most`."""
        undoing = self.tops().redo
        return self._count_items(undoing and self._step(undoing).target, at_most)

    def undo(self, author: Author) -> Reverted | None:
        """Take the last step back; None where there is none."""
        with self._database.transaction():
            tops = self.tops()
            if tops.undo is None:
                return None
            undone = self._step(tops.undo)
            seq = tops.last + 1
            step = _Step("undo", undone.action, target=tops.undo, previous=tops.redo)
            after = Tops(last=seq, undo=undone.previous, redo=seq)
            self._insert(author, step, after)
            states = self._revert(seq, tops.undo, side="before")
            return Reverted(undone.action, states, after)

    def redo(self, author: Author) -> Reverted | None:
        """Do the last step that was undone again; None where there is none."""
        with self._database.transaction():
            tops = self.tops()
            if tops.redo is None:
                return None
            undoing = self._step(tops.redo)
            assert undoing.target is not None  # an undo always has one
            seq = tops.last + 1
            step = _Step("redo", undoing.action, target=undoing.target, previous=None)
            after = Tops(last=seq, undo=undoing.target, redo=undoing.previous)
            self._insert(author, step, after)
            states = self._revert(seq, undoing.target, side="after")
            return Reverted(undoing.action, states, after)

    def states(self, since: int = 0) -> Iterator[ItemState]:
        """Stream the state of items touched after step `since`."""
        for row in self._database.rows(f"{_STATES} WHERE seq > ?", (since,)):
            yield ItemState(*row)

    def texts(self) -> dict[int, str]:
        """Give the present text of every item where it is not the label as imported."""
        return dict(self._database.rows("SELECT item, text FROM state WHERE text IS NOT NULL"))

    def labelled(self) -> Iterator[Labelled]:
        """Stream every item with its present label and verdict, in order."""
        for image, file, line, pointer, label, text, verdict in self._database.rows(
            "SELECT image, file, line, pointer, label, coalesce(text, label),"
            " coalesce(verdict, 0) FROM items LEFT JOIN state ON item = id ORDER BY id"
        ):
            yield Labelled(image, Source(file, line, pointer), label, text, verdict)

    def decided(self) -> Iterator[Decided]:
        """Stream every verdict in force, in the order of the items."""
        rows = self._database.rows(
            "SELECT image, label, raw_label, file, line, pointer, attributes,"
            " coalesce(state.text, label), verdict, reason, who, at, name, version,"
            " iif(predictions.error IS NULL, predictions.text, NULL), doubt"
            " FROM state JOIN items ON items.id = state.item"
            " JOIN journal ON journal.seq = decided_by"
            " LEFT JOIN models ON models.id = journal.model"
            " LEFT JOIN predictions ON predictions.model = journal.model"
            " AND predictions.item = state.item"
            " WHERE verdict > 0 ORDER BY state.item"
        )
        return map(Decided._make, rows)

    def count_unfit(self) -> dict[Verdict, int]:
        """Count by verdict the items that a line of a path and a label cannot hold.

        Parts of files (see `ImageRef`), empty labels, and tabs or line breaks in either; a second
        for a million.
        """
        return {Verdict(verdict): count for verdict, count in self._database.rows(_COUNT_UNFIT)}

    def done_per_hour(self) -> list[tuple[str, int]]:
        """Count the verdicts in force by the hour they were given in (`2026-01-31T09`)."""
        return [
            (hour, count)
            for hour, count in self._database.rows(
                "SELECT substr(at, 1, 13) AS hour, count(*) FROM state"
                " JOIN journal ON journal.seq = decided_by WHERE verdict > 0"
                " GROUP BY hour ORDER BY hour"
            )
        ]

    def corrections(self) -> Iterator[tuple[str, str]]:
        """Stream label and new text of every correction in force."""
        for row in self._database.rows(
            "SELECT label, text FROM state JOIN items ON items.id = item"
            " WHERE verdict = ? AND text IS NOT NULL",
            (Verdict.CORRECTED,),
        ):
            label, text = row
            yield label, text

    def decision_times(self, last: int) -> list[str]:
        """Give the times of the last steps that decided something, oldest first."""
        rows = self._database.rows(
            "SELECT at FROM journal WHERE kind = 'decision' ORDER BY seq DESC LIMIT ?", (last,)
        )
        return [at for (at,) in rows][::-1]

    def _insert(self, author: Author, step: "_Step", tops: Tops) -> None:
        self._database.execute(
            _INSERT_STEP,
            (
                tops.last,
                author.at,
                author.who,
                step.kind,
                step.action,
                author.model,
                step.target,
                step.previous,
                tops.undo,
                tops.redo,
            ),
        )

    def _step(self, seq: int) -> "_Step":
        row = self._database.row(
            "SELECT kind, action, target, previous FROM journal WHERE seq = ?", (seq,)
        )
        assert row is not None
        return _Step(*row)

    def _count_items(self, step: int | None, at_most: int) -> int:
        row = self._database.row(
            "SELECT count(*) FROM (SELECT 1 FROM journal_items WHERE seq = ? LIMIT ?)",
            (step, at_most),
        )
        return row[0] if row else 0

    def _write(
        self, seq: int, decisions: Decisions, progress: Callable[[int], None] | None
    ) -> None:
        self._database.execute(_CREATE_CHOSEN)
        for first in range(0, len(decisions), _STRETCH):
            if progress is not None:
                progress(first)
            rows = decisions.rows(slice(first, first + _STRETCH))
            self._database.execute_many(_CHOOSE, rows)
            self._database.execute(_INSERT_CHANGES, (seq, decisions.reason))
            self._database.execute(_REPLACE_STATES, (seq, decisions.reason))
            self._database.execute("DELETE FROM chosen")

    def _revert(self, seq: int, target: int, *, side: str) -> list[ItemState]:
        decided_by = "j.decided_by_before" if side == "before" else "j.seq"
        sql = _REVERT.format(side=side, decided_by=decided_by)
        self._database.execute(sql, (seq, target))
        rows = self._database.rows(
            f"{_STATES} JOIN journal_items AS j ON j.item = state.item WHERE j.seq = ?"
            " ORDER BY j.item",
            (target,),
        )
        return [ItemState(*row) for row in rows]
