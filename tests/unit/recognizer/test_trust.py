import logging
import os
import shutil
from pathlib import Path

import pytest

from recognizer.archive import Archive
from recognizer.backends.local import open_local_backend
from recognizer.trust import Trust, UntrustedArchiveError, agree, consent_file, refuse

LEGACY = Path(__file__).parents[2] / "samples" / "legacy_tf114"


class Asked:
    """Counts how often the user is asked, and answers."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer
        self.seen: list[Archive] = []

    def __call__(self, archive: Archive) -> bool:
        self.seen.append(archive)
        return self.answer


def test_archive_from_elsewhere_is_refused_with_its_hash(tmp_path: Path) -> None:
    archive = Archive.open(LEGACY)

    with pytest.raises(UntrustedArchiveError, match=archive.fingerprint):
        Trust(refuse, consents=tmp_path / "agreed").require(archive)


def test_consent_is_asked_for_once(tmp_path: Path) -> None:
    archive, asked = Archive.open(LEGACY), Asked(True)

    Trust(asked, consents=tmp_path / "config" / "agreed").require(archive)
    Trust(asked, consents=tmp_path / "config" / "agreed").require(archive)

    assert asked.seen == [archive]


def test_no_is_not_remembered(tmp_path: Path) -> None:
    archive = Archive.open(LEGACY)
    with pytest.raises(UntrustedArchiveError):
        Trust(Asked(False), consents=tmp_path / "agreed").require(archive)
    asked = Asked(True)

    Trust(asked, consents=tmp_path / "agreed").require(archive)

    assert len(asked.seen) == 1


def test_consent_is_for_these_bytes_only(tmp_path: Path) -> None:
    copy = tmp_path / "legacy"
    shutil.copytree(LEGACY, copy)
    Trust(agree, consents=tmp_path / "agreed").require(Archive.open(copy))

    with (copy / "1" / "saved_model.pb").open("ab") as file:
        file.write(b"\0")

    with pytest.raises(UntrustedArchiveError):
        Trust(consents=tmp_path / "agreed").require(Archive.open(copy))


def test_consent_counts_where_it_cannot_be_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()

    with caplog.at_level(logging.WARNING):
        Trust(agree, consents=tmp_path / "file" / "agreed").require(Archive.open(LEGACY))

    assert "is asked for again" in caplog.text


def test_consents_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    (tmp_path / "agreed").mkdir()
    (tmp_path / "bytes").write_bytes(b"\xff\n")

    for consents in ("agreed", "bytes"):
        with pytest.raises(UntrustedArchiveError):
            Trust(refuse, consents=tmp_path / consents).require(Archive.open(LEGACY))


@pytest.mark.parametrize("name", [b"\xb0\xa1", b"a\nb"], ids=["not UTF-8", "line feed"])
def test_consent_to_a_folder_of_any_name_is_kept_as_one_line(tmp_path: Path, name: bytes) -> None:
    folder = tmp_path / os.fsdecode(name)
    shutil.copytree(LEGACY, folder)

    Trust(agree, consents=tmp_path / "agreed").require(Archive.open(folder))

    Trust(refuse, consents=tmp_path / "agreed").require(Archive.open(folder))
    assert len((tmp_path / "agreed").read_text("utf-8").splitlines()) == 1


def test_what_comes_with_the_program_needs_no_consent(tmp_path: Path) -> None:
    Trust(bundled=[LEGACY.parent], consents=tmp_path / "agreed").require(Archive.open(LEGACY))

    assert not (tmp_path / "agreed").exists()


def test_link_inside_the_bundle_is_not_the_bundle(tmp_path: Path) -> None:
    bundle = tmp_path / "archieve"
    bundle.mkdir()
    (bundle / "alpha").symlink_to(LEGACY)

    with pytest.raises(UntrustedArchiveError):
        Trust(bundled=[bundle], consents=tmp_path / "agreed").require(
            Archive.open(bundle / "alpha")
        )


def test_consents_lie_in_the_users_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    assert consent_file() == tmp_path / "hangul-ocr-review" / "trusted-archives.txt"


def test_nothing_is_loaded_before_consent(tmp_path: Path) -> None:
    with pytest.raises(UntrustedArchiveError):
        open_local_backend(Archive.open(LEGACY), trust=Trust(consents=tmp_path / "agreed"))
