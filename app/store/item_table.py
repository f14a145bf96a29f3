"""The items of a review file, and their labels as columns."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from app.domain.items import Item, ItemId
from app.domain.label_hygiene import LabelFault, find_faults
from app.domain.text_column import TextColumn, code_points
from app.store.database import Database
from datasets.record import ImageRef, Problem, Record, Source

_CHUNK = 20_000


@dataclass(frozen=True)
class LabelColumns:
    """Every label as imported and the faults of its spelling (LabelFault bits)."""

    labels: TextColumn
    faults: NDArray[np.uint16]


class ItemTable:
    """Items by id, written once at import."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, records: Iterable[Record]) -> Iterator[int]:
        """Add records in order; gives the number of items after each chunk that is written."""
        remaining = iter(records)
        first = 0
        while chunk := list(islice(remaining, _CHUNK)):
            with self._database.transaction():
                self._database.execute_many(
                    "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (_to_row(item, record) for item, record in enumerate(chunk, first)),
                )
                self._database.execute(
                    "INSERT INTO label_chunks VALUES (?, ?, ?, ?)", (first, *_to_columns(chunk))
                )
            first += len(chunk)
            yield first

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Keep what could not be imported."""
        with self._database.transaction():
            self._database.execute_many(
                "INSERT INTO problems VALUES (?, ?, ?)",
                ((problem.file, problem.line, problem.message) for problem in problems),
            )

    def problems(self) -> tuple[Problem, ...]:
        """Give what could not be imported, in the order it was found."""
        rows = self._database.rows("SELECT file, line, message FROM problems ORDER BY rowid")
        return tuple(Problem(*row) for row in rows)

    def item(self, item: ItemId) -> Item:
        """Read one item. Raises IndexError where there is none of that id."""
        row = self._database.row("SELECT * FROM items WHERE id = ?", (int(item),))
        if row is None:
            raise IndexError(f"no item {item}")
        return _to_item(*row)

    def items(self, items: Sequence[int]) -> list[Item]:
        """Read several items, in the order asked for. Raises IndexError where one is none."""
        rows = self._database.rows(
            "SELECT * FROM items WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(map(int, items))),),
        )
        found = {row[0]: _to_item(*row) for row in rows}
        if missing := set(items) - set(found):
            raise IndexError(f"no item {min(missing)}")
        return [found[item] for item in items]

    def first(self, at_most: int) -> list[Item]:
        """Read the first items, in the order of import."""
        rows = self._database.rows("SELECT * FROM items ORDER BY id LIMIT ?", (at_most,))
        return [_to_item(*row) for row in rows]

    def label_columns(self) -> LabelColumns:
        """Load every label and its faults."""
        texts, lengths, faults = [], [], []
        chunks = self._database.rows(
            "SELECT text, lengths, faults FROM label_chunks ORDER BY first"
        )
        for text, length, fault in chunks:
            texts.append(code_points(text.decode()))
            lengths.append(np.frombuffer(length, "<u4"))
            faults.append(np.frombuffer(fault, "<u2"))
        empty = np.zeros(0, np.uint32)
        return LabelColumns(
            TextColumn(np.concatenate([empty, *texts]), np.concatenate([empty, *lengths])),
            np.concatenate([np.zeros(0, np.uint16), *faults]),
        )

    def by_name(self) -> NDArray[np.int32]:
        """Sort all ids by their images' names."""
        rows = self._database.rows("SELECT id FROM items ORDER BY image, id")
        return np.fromiter((item for (item,) in rows), np.int32)


def _to_row(item: int, record: Record) -> tuple[object, ...]:
    source = record.source
    return (
        item,
        str(record.image),
        record.label,
        None if record.raw_label == record.label else record.raw_label,
        source.file,
        source.line,
        source.pointer,
        json.dumps(record.attributes, ensure_ascii=False) if record.attributes else None,
    )


def _to_item(
    item: int,
    image: str,
    label: str,
    raw_label: str | None,
    file: str,
    line: int | None,
    pointer: str,
    attributes: str | None,
) -> Item:
    return Item(
        ItemId(item),
        ImageRef.parse(image),
        label,
        label if raw_label is None else raw_label,
        Source(file, line, pointer),
        tuple((name, value) for name, value in json.loads(attributes or "[]")),
    )


def _to_columns(chunk: list[Record]) -> tuple[bytes, bytes, bytes]:
    labels = [record.label for record in chunk]
    faults = (_bits(find_faults(record.raw_label)) for record in chunk)
    return (
        "".join(labels).encode(),
        np.fromiter(map(len, labels), "<u4", len(chunk)).tobytes(),
        np.fromiter(faults, "<u2", len(chunk)).tobytes(),
    )


def _bits(fault: LabelFault) -> int:
    return fault.value
