import errno
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.items import ItemId
from app.domain.verdict import Verdict
from app.services.review import Review
from app.store import schema
from app.store.errors import (
    CorruptReviewError,
    DiskFullError,
    NewerReviewError,
    ReviewLockedError,
    ReviewMissingError,
    StoreError,
    UnreachableError,
    translated,
)
from app.store.review_file import NewReviewFile, ReviewFile
from datasets.record import ImageRef, Problem, Record, Source

OpenReview = Callable[[], Review]


def test_a_review_open_twice_is_refused_and_says_where(review: Review) -> None:
    with pytest.raises(ReviewLockedError, match=f"already open \\(process {os.getpid()} on "):
        ReviewFile.open(review.path)
    review.accept(ItemId(0))


def test_a_review_open_in_another_process_is_refused(review_file: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from app.store.review_file import ReviewFile\n"
        "ReviewFile.open(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(review_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(ReviewLockedError, match=f"process {holder.pid} "):
            ReviewFile.open(review_file)
        holder.kill()
    ReviewFile.open(review_file).close()


def test_a_closed_review_leaves_one_file(review_file: Path) -> None:
    ReviewFile.open(review_file).close()
    assert [p.name for p in review_file.parent.iterdir()] == [review_file.name]


def test_a_missing_review_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReviewMissingError, match=r"nothing\.sqlite"):
        ReviewFile.open(tmp_path / "nothing.sqlite")
    assert not list(tmp_path.iterdir())


def test_a_newer_review_is_refused_by_name_and_left_alone(review_file: Path) -> None:
    connection = sqlite3.connect(review_file)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    before = review_file.read_bytes()
    with pytest.raises(NewerReviewError, match=r"words\.review\.sqlite: written by a newer"):
        ReviewFile.open(review_file)
    assert review_file.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    before = path.read_bytes()
    for open_it in (ReviewFile.open, ReviewFile.read):
        with pytest.raises(CorruptReviewError, match="not a review file"):
            open_it(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "words.review.sqlite"
    path.write_bytes(b"not a database at all, by any means" * 100)
    with pytest.raises(CorruptReviewError, match="left as it is"):
        ReviewFile.open(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_damaged_review_is_refused(review_file: Path) -> None:
    size = review_file.stat().st_size
    with review_file.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (size - 4096))
    with pytest.raises(CorruptReviewError, match="damaged"):
        Review.open(review_file)
    ReviewFile.read(review_file).close()


def test_migrations_are_recorded_with_their_effect(review_file: Path) -> None:
    connection = sqlite3.connect(review_file)
    applied = connection.execute("SELECT version FROM migrations ORDER BY version").fetchall()
    assert applied == [(number,) for number in range(1, schema.VERSION + 1)]
    assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    connection.close()


def test_a_failing_migration_changes_nothing(
    review_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (*schema.MIGRATIONS, "CREATE TABLE added (x); CREATE TABLE items (x);")
    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    monkeypatch.setattr(schema, "VERSION", len(broken))
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        ReviewFile.open(review_file)
    monkeypatch.undo()
    ReviewFile.open(review_file).close()
    connection = sqlite3.connect(review_file)
    assert not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'added'").fetchall()
    connection.close()


def test_an_older_review_is_brought_forward(
    review_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extended = (*schema.MIGRATIONS, "CREATE TABLE added (x);")
    monkeypatch.setattr(schema, "MIGRATIONS", extended)
    monkeypatch.setattr(schema, "VERSION", len(extended))
    ReviewFile.open(review_file).close()
    connection = sqlite3.connect(review_file)
    assert connection.execute("SELECT count(*) FROM migrations").fetchone() == (len(extended),)
    connection.close()


def test_a_full_disk_refuses_the_step_and_loses_nothing(review: Review) -> None:
    review.accept(ItemId(0))
    connection = review._file._database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFullError, match="Make room"):
        for number in range(200):
            review.correct(ItemId(1), f"긴 이름 {number} " * 50)
    last = review.label(ItemId(1))
    connection.execute("PRAGMA max_page_count = 1000000")
    review.accept(ItemId(2))
    assert review.verdicts[:3].tolist() == [1, 2, 1]
    assert review.label(ItemId(1)) == last


def test_a_file_that_may_not_grow_refuses_the_step_and_goes_on_after(
    open_review: OpenReview,
) -> None:
    review = open_review()
    wal = review.path.with_name(review.path.name + "-wal")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    review.accept(ItemId(0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 100, usual[1]))
    try:
        with pytest.raises(StoreError, match="nothing so far is lost"):
            review.correct(ItemId(1), "서울" * 20_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert review.verdict(ItemId(1)) == Verdict.UNDECIDED
    review.accept(ItemId(2))
    review.close()
    assert open_review().verdicts[:3].tolist() == [1, 0, 1]


def test_a_disk_that_fills_up_while_the_log_is_tidied_loses_nothing(
    open_review: OpenReview,
) -> None:
    review = open_review()
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    for number in range(2):
        review.correct(ItemId(number), "서울" * 5_000)
    tidy_up = review.prepare_tidying()
    assert tidy_up is not None
    resource.setrlimit(resource.RLIMIT_FSIZE, (review.path.stat().st_size, usual[1]))
    try:
        with pytest.raises(StoreError, match="nothing so far is lost"):
            tidy_up()
        review.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    again = open_review()
    assert [again.label(ItemId(number)) for number in range(2)] == ["서울" * 5_000] * 2


def test_a_review_whose_folder_vanishes_refuses_steps_until_it_is_back(review: Review) -> None:
    folder = review.path.parent
    away = folder.with_name("unplugged")
    review.accept(ItemId(0))
    folder.rename(away)
    with pytest.raises(UnreachableError, match="has gone"):
        review.accept(ItemId(1))
    assert review.verdict(ItemId(1)) == Verdict.UNDECIDED
    away.rename(folder)
    review.accept(ItemId(1))
    assert review.verdict(ItemId(1)) == Verdict.ACCEPTED


def test_a_review_replaced_by_another_file_refuses_steps(review: Review) -> None:
    copy = review.path.with_name("copy")
    shutil.copy(review.path, copy)
    copy.replace(review.path)
    with pytest.raises(UnreachableError, match="another file"):
        review.accept(ItemId(0))


@pytest.mark.parametrize("kept", [True, False], ids=["moved aside", "overwritten"])
def test_the_log_of_a_review_never_gets_into_a_file_that_took_its_place(
    open_review: OpenReview, kept: bool
) -> None:
    review = open_review()
    path, backup, aside = review.path, review.path.with_name("backup"), review.path.with_name("a")
    shutil.copy(path, backup)
    review.correct(ItemId(0), "다른 이름")
    tidy_up = review.prepare_tidying()
    assert tidy_up is not None
    if kept:
        path.rename(aside)
    backup.replace(path)
    with pytest.raises(UnreachableError, match="another file"):
        tidy_up()
    with pytest.raises(UnreachableError, match="another file"):
        review.beside()
    review.close()
    replaced = open_review()
    assert (replaced.label(ItemId(0)), replaced.verdict(ItemId(0))) == ("학교", 0)
    if kept:
        with closing(Review.open(aside)) as found_again:
            assert found_again.label(ItemId(0)) == "다른 이름"


def test_a_review_file_that_has_gone_is_not_made_anew(review: Review) -> None:
    review.correct(ItemId(0), "다른 이름")
    tidy_up = review.prepare_tidying()
    assert tidy_up is not None
    away = review.path.rename(review.path.with_name("away"))
    for look in (tidy_up, review.beside):
        with pytest.raises(UnreachableError):
            look()
    with pytest.raises(ReviewMissingError):
        ReviewFile.read(review.path)
    assert not review.path.exists()
    away.rename(review.path)
    with closing(review.beside()) as file:
        assert file.journal.texts() == {0: "다른 이름"}


def test_a_new_review_knows_nothing_of_a_killed_one_that_was_removed(
    review_file: Path, make_review: Callable[[Path, Sequence[str]], Path]
) -> None:
    killed = review_file.with_name("killed")
    with closing(Review.open(review_file)) as review:
        review.accept(ItemId(0))
        for suffix in ("", "-wal"):
            shutil.copy(f"{review_file}{suffix}", f"{killed}{suffix}")
    killed.unlink()
    make_review(killed, [f"새 이름 {number}" for number in range(8)])
    with closing(Review.open(killed)) as review:
        assert not review.verdicts.any()
        assert review.label(ItemId(0)) == "새 이름 0"


@pytest.mark.parametrize("open_it", [ReviewFile.open, ReviewFile.read])
def test_an_empty_file_is_no_review_of_nothing(
    tmp_path: Path, open_it: Callable[[Path], ReviewFile]
) -> None:
    path = tmp_path / "words.review.sqlite"
    path.touch()
    with pytest.raises(CorruptReviewError, match=r"words\.review\.sqlite: an empty file"):
        open_it(path)
    assert path.read_bytes() == b""


def test_a_lock_that_cannot_be_written_is_not_held(review_file: Path) -> None:
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, usual[1]))
    try:
        with pytest.raises(StoreError):
            ReviewFile.open(review_file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    ReviewFile.open(review_file).close()


def test_a_disk_without_room_for_the_lock_is_called_full() -> None:
    with pytest.raises(DiskFullError, match="Make room"), translated(Path("words.review.sqlite")):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_lock_file_that_cannot_be_removed_is_let_go_of(
    review_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = ReviewFile.open(review_file)
    lock = review_file.with_name(review_file.name + ".lock")
    lock.unlink()
    lock.symlink_to(lock)  # looking at it is an error, as on a share that does not answer
    file.close()
    assert "lock file not removed" in caplog.text
    lock.unlink()
    ReviewFile.open(review_file).close()


def test_a_review_open_under_another_name_is_refused(review: Review) -> None:
    link = review.path.with_name("link.sqlite")
    link.symlink_to(review.path)
    with pytest.raises(ReviewLockedError, match=r"link\.sqlite: this review is already open"):
        ReviewFile.open(link)


@pytest.mark.parametrize(
    ("of_folder", "of_file"), [(0o555, 0o644), (0o777, 0o444)], ids=["folder", "file"]
)
def test_what_cannot_be_written_is_named(
    review_file: Path,
    tmp_path: Path,
    open_the_way_to: Callable[[Path], None],
    of_folder: int,
    of_file: int,
) -> None:
    script = (
        "import os, sys; from pathlib import Path; from app.store.review_file import ReviewFile\n"
        "from app.store.errors import NotWritableError\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try: ReviewFile.open(Path(sys.argv[1]))\n"
        "except NotWritableError as error: print(error)"
    )
    open_the_way_to(tmp_path)
    review_file.chmod(of_file)
    tmp_path.chmod(of_folder)
    try:
        said = subprocess.run(
            [sys.executable, "-c", script, str(review_file)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=True,
        ).stdout
    finally:
        tmp_path.chmod(0o755)
    assert "cannot be written" in said
    assert "give another place" in said


def test_an_abandoned_new_review_leaves_nothing(tmp_path: Path) -> None:
    new = NewReviewFile(tmp_path / "words.review.sqlite")
    list(new.file.items.add([Record(ImageRef("a.png"), "가", "가", Source("gt.txt", 1))]))
    new.abandon()
    assert not list(tmp_path.iterdir())


def test_what_a_killed_import_left_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "words.review.sqlite"
    path.with_name(path.name + ".part").write_bytes(b"half")
    NewReviewFile(path).finish().close()
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_share_that_cannot_sync_folders_takes_a_review(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def of_files_alone(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", of_files_alone)
    path = tmp_path / "words.review.sqlite"
    NewReviewFile(path).finish().close()
    ReviewFile.open(path).close()


def test_items_come_back_whole(tmp_path: Path) -> None:
    record = Record(
        ImageRef.parse("쪽/1.png#xywh=1,2,30,40"),
        "학교",
        "학교 ",
        Source("쪽/1.json", None, "/words/3"),
        (("writer", "12"), ("kind", "글씨")),
    )
    new = NewReviewFile(tmp_path / "a.sqlite")
    list(new.file.items.add([record]))
    new.file.items.add_problems([Problem("gt.txt", 3, "no tab"), Problem("gt.txt", None, "odd")])
    file = new.finish()
    item = file.items.item(ItemId(0))
    assert (item.image, item.label, item.raw_label) == (record.image, "학교", "학교 ")
    assert (item.source, item.attributes) == (record.source, record.attributes)
    assert [str(p) for p in file.items.problems()] == ["gt.txt:3: no tab", "gt.txt: odd"]
    with pytest.raises(IndexError):
        file.items.item(ItemId(1))
    file.close()


def test_the_journal_is_only_ever_added_to(review: Review) -> None:
    connection = review._file._database.connection

    def journal() -> list[tuple[object, ...]]:
        return connection.execute("SELECT * FROM journal").fetchall()

    before = journal()
    for step in (
        lambda: review.accept(ItemId(0)),
        lambda: review.correct(ItemId(1), "서울"),
        review.undo,
        review.redo,
        lambda: review.flag_all([1, 2]),
        review.undo,
        review.undo,
    ):
        step()
        after = journal()
        assert after[:-1] == before
        before = after


def test_a_link_to_a_review_whose_share_is_away_is_not_replaced(tmp_path: Path) -> None:
    link = tmp_path / "words.review.sqlite"
    link.symlink_to(tmp_path / "share" / "words.review.sqlite")
    (tmp_path / "share").mkdir()  # where it was, an empty folder is left
    with pytest.raises(UnreachableError, match=r"words\.review\.sqlite: .*disk or share"):
        NewReviewFile(link)
    assert link.is_symlink()
    assert not list((tmp_path / "share").iterdir())
