"""The tables of a review file, and how older files become this version's.

    items          what the dataset says, one row an item; `raw_label` only where it is not `label`
    label_chunks   the same labels end to end, with their faults: a million load in one stride
    journal        every step, append-only; `journal_items` what it did to each item, and the doubt
                   and confusion that were shown then: NULL in some of what version 2 stored
    state          the journal folded: the verdict and text in force (text only where it is not
                   the label), and the doubt when it was decided; changed in the same transaction
                   as the journal, `seq` being the last step that touched the item and
                   `decided_by` the step that its verdict comes from
    predictions    what each model reads, with `nats` and `confusion`, its evidence on the label;
                   `image_crc`, what of: NULL in what version 1 of the file stored
    snapshots      columns saved to open quickly; anything newer than `through` is read from the
                   tables, and all of it where there is none

Undo needs no history in memory: a step knows its `previous` step, every row the tops of both
stacks after it (`undo_top`, `redo_top`), so the last row says what can be undone and redone.
"""

import sqlite3
from datetime import UTC, datetime

from app.store.errors import CorruptReviewError, NewerReviewError

APPLICATION_ID = 0x484F4352  # "HOCR"

_FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL);
CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    image TEXT NOT NULL,
    label TEXT NOT NULL,
    raw_label TEXT,
    file TEXT NOT NULL,
    line INTEGER,
    pointer TEXT NOT NULL,
    attributes TEXT
);
CREATE TABLE label_chunks (
    first INTEGER PRIMARY KEY,
    text BLOB NOT NULL,
    lengths BLOB NOT NULL,
    faults BLOB NOT NULL
);
CREATE TABLE problems (file TEXT NOT NULL, line INTEGER, message TEXT NOT NULL);
CREATE TABLE models (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL, UNIQUE (name, version)
);
CREATE TABLE predictions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    model INTEGER NOT NULL REFERENCES models (id),
    item INTEGER NOT NULL REFERENCES items (id),
    text TEXT NOT NULL,
    log_prob REAL,
    label_log_prob REAL,
    confidence BLOB,
    label_char_log_probs BLOB,
    alternatives BLOB,
    label_alternatives BLOB,
    error TEXT,
    label_error TEXT,
    seen_in_training INTEGER NOT NULL,
    nats REAL,
    confusion INTEGER NOT NULL,
    UNIQUE (model, item)
);
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('decision', 'bulk', 'undo', 'redo')),
    action TEXT NOT NULL,
    model INTEGER REFERENCES models (id),
    target INTEGER REFERENCES journal (seq),
    previous INTEGER REFERENCES journal (seq),
    undo_top INTEGER REFERENCES journal (seq),
    redo_top INTEGER REFERENCES journal (seq)
);
CREATE TABLE journal_items (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    item INTEGER NOT NULL REFERENCES items (id),
    verdict_before INTEGER NOT NULL,
    verdict_after INTEGER NOT NULL,
    reason_before TEXT,
    reason_after TEXT,
    text_before TEXT NOT NULL,
    text_after TEXT NOT NULL,
    decided_by_before INTEGER REFERENCES journal (seq),
    PRIMARY KEY (seq, item)
) WITHOUT ROWID;
CREATE TABLE state (
    item INTEGER PRIMARY KEY REFERENCES items (id),
    seq INTEGER NOT NULL REFERENCES journal (seq),
    decided_by INTEGER REFERENCES journal (seq),
    verdict INTEGER NOT NULL,
    reason TEXT,
    text TEXT,
    doubt REAL,
    confusion INTEGER NOT NULL
);
CREATE TABLE snapshots (name TEXT PRIMARY KEY, through INTEGER NOT NULL, body BLOB NOT NULL);
"""

_IMAGE_CRC = "ALTER TABLE predictions ADD COLUMN image_crc INTEGER;"

# What is undone by now is not known any more: only the state in force had its doubt.
_DOUBT_THEN = """
ALTER TABLE journal_items ADD COLUMN doubt REAL;
ALTER TABLE journal_items ADD COLUMN confusion INTEGER;
UPDATE journal_items SET doubt = state.doubt, confusion = state.confusion FROM state
    WHERE journal_items.seq = state.decided_by AND journal_items.item = state.item;
"""

MIGRATIONS = (_FIRST, _IMAGE_CRC, _DOUBT_THEN)
VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection, name: str) -> int:
    """Tell which version a review file is of, 0 for a database without any table.

    Raises NewerReviewError, and CorruptReviewError for a database that is no review file.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables:
            raise CorruptReviewError(f"{name}: a database, but not a review file of this program.")
        return 0
    if version > VERSION:
        raise NewerReviewError(
            f"{name}: written by a newer version of the program (file version {version}, this "
            f"program knows {VERSION}). Update the program to open it."
        )
    return int(version)


def migrate(connection: sqlite3.Connection, name: str) -> None:
    """Bring an empty or older file to this version; each step and its record are one transaction.

    Raises as `version_of` does.
    """
    version = version_of(connection, name)
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        applied_at = datetime.now(UTC).isoformat(timespec="seconds")
        connection.executescript(
            f"BEGIN; {script} "
            f"INSERT INTO migrations VALUES ({number}, '{applied_at}'); "
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number}; COMMIT;"
        )
