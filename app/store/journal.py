"""Every decision ever made, in order, and the state they add up to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from app.domain.items import Item
from app.domain.verdict import Verdict
from app.store.database import Database
from app.store.item_table import ITEM_COLUMNS, to_item
from datasets.record import Source
from recognizer.contract import ModelIdentity


class ItemChange(NamedTuple):
    """What a step does to one item (a tuple: a bulk step streams a million of them).

    label: as imported. doubt, confusion: the evidence on the screen when it was decided.
    """

    item: int
    label: str
    verdict_before: int
    verdict_after: int
    reason_before: str | None
    reason_after: str | None
    text_before: str
    text_after: str
    doubt: float | None
    confusion: int


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
    """A verdict in force, with the step that gave it."""

    item: Item
    text: str
    verdict: int
    reason: str | None
    who: str
    at: str
    model: ModelIdentity | None
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
    """What undo or redo did: the action of the step, and how its items stand now."""

    action: str
    states: list[ItemState]


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


_CHUNK = 10_000
_INSERT_STEP = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_CHANGE = (
    "INSERT INTO journal_items VALUES (?, ?, ?, ?, ?, ?, ?, ?,"
    " (SELECT decided_by FROM state WHERE item = ?2))"
)
_UPSERT_STATE = (
    "INSERT INTO state (item, seq, decided_by, verdict, reason, text, doubt, confusion)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (item) DO UPDATE SET seq = excluded.seq, decided_by = excluded.decided_by,"
    " verdict = excluded.verdict, reason = excluded.reason, text = excluded.text,"
    " doubt = excluded.doubt, confusion = excluded.confusion"
)
_REVERT = (
    "UPDATE state SET seq = ?1, decided_by = {decided_by}, verdict = j.verdict_{side},"
    " reason = j.reason_{side},"
    " text = nullif(j.text_{side}, (SELECT label FROM items WHERE id = state.item))"
    " FROM journal_items AS j WHERE j.seq = ?2 AND state.item = j.item"
)
_STATES = "SELECT state.item, verdict, reason, text, doubt, confusion FROM state"


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
        self, author: Author, action: str, changes: Iterable[ItemChange], *, bulk: bool
    ) -> None:
        """Write one step. What could have been redone before it no longer can."""
        with self._database.transaction():
            tops = self.tops()
            seq = tops.last + 1
            step = _Step("bulk" if bulk else "decision", action, target=None, previous=tops.undo)
            self._insert(author, step, Tops(last=seq, undo=seq, redo=None))
            self._write_changes(seq, changes)

    def undo(self, author: Author) -> Reverted | None:
        """Take the last step back; None where there is none."""
        with self._database.transaction():
            tops = self.tops()
            if tops.undo is None:
                return None
            undone = self._step(tops.undo)
            seq = tops.last + 1
            step = _Step("undo", undone.action, target=tops.undo, previous=tops.redo)
            self._insert(author, step, Tops(last=seq, undo=undone.previous, redo=seq))
            return self._revert(seq, tops.undo, undone.action, side="before")

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
            self._insert(author, step, Tops(last=seq, undo=undoing.target, redo=undoing.previous))
            return self._revert(seq, undoing.target, undoing.action, side="after")

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
        for row in self._database.rows(
            "SELECT items.*, coalesce(state.text, label), verdict, reason, who, at, name, version,"
            " predictions.text, doubt FROM state JOIN items ON items.id = state.item"
            " JOIN journal ON journal.seq = decided_by"
            " LEFT JOIN models ON models.id = journal.model"
            " LEFT JOIN predictions ON predictions.model = journal.model"
            " AND predictions.item = state.item"
            " WHERE verdict > 0 ORDER BY state.item"
        ):
            text, verdict, reason, who, at, name, version, reading, doubt = row[ITEM_COLUMNS:]
            model = None if name is None else ModelIdentity(name, version)
            item = to_item(*row[:ITEM_COLUMNS])
            yield Decided(item, text, verdict, reason, who, at, model, reading, doubt)

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

    def _write_changes(self, seq: int, changes: Iterable[ItemChange]) -> None:
        remaining = iter(changes)
        while chunk := list(islice(remaining, _CHUNK)):
            self._database.execute_many(
                _INSERT_CHANGE, ((seq, change.item, *change[2:8]) for change in chunk)
            )
            self._database.execute_many(_UPSERT_STATE, (_to_state(seq, c) for c in chunk))

    def _revert(self, seq: int, target: int, action: str, *, side: str) -> Reverted:
        decided_by = "j.decided_by_before" if side == "before" else "j.seq"
        sql = _REVERT.format(side=side, decided_by=decided_by)
        self._database.execute(sql, (seq, target))
        rows = self._database.rows(
            f"{_STATES} JOIN journal_items AS j ON j.item = state.item WHERE j.seq = ?"
            " ORDER BY j.item",
            (target,),
        )
        return Reverted(action, [ItemState(*row) for row in rows])


def _to_state(seq: int, change: ItemChange) -> tuple[object, ...]:
    return (
        change.item,
        seq,
        seq,
        change.verdict_after,
        change.reason_after,
        None if change.text_after == change.label else change.text_after,
        change.doubt,
        change.confusion,
    )
