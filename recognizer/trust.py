"""Consent to archives from elsewhere: a SavedModel is code, and code has an origin.

Archives that come with the program are trusted by where they lie. Any other is opened only after
its origin was shown and agreed to; the consent is kept by hash and asked for once.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from recognizer.archive import Archive
from recognizer.errors import ArchiveError

Ask = Callable[[Archive], bool]
"""Show the archive's folder and hash to the user and give the answer."""


class UntrustedArchiveError(ArchiveError):
    """An archive from elsewhere, and nobody agreed to open it."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(
            f"{archive.folder}: an archive from elsewhere (sha256 {archive.fingerprint}). "
            "A SavedModel is code: agree to it with --trust if you know where it comes from"
        )
        self.archive = archive


def refuse(archive: Archive) -> bool:
    """Answer no, where nobody can be asked."""
    del archive
    return False


def agree(archive: Archive) -> bool:
    """Answer yes: the user said so beforehand (`--trust`)."""
    del archive
    return True


def consent_file() -> Path:
    """Give the user's file of agreed hashes, which need not exist."""
    base = os.environ.get("XDG_CONFIG_HOME")
    root = Path(base) if base else Path.home() / ".config"
    return root / "hangul-ocr-review" / "trusted-archives.txt"


class Trust:
    """Decides whether an archive may be opened, and remembers."""

    def __init__(
        self, ask: Ask = refuse, *, bundled: Sequence[Path] = (), consents: Path | None = None
    ) -> None:
        self._ask = ask
        self._bundled = [folder.resolve() for folder in bundled]
        self._consents = consents or consent_file()

    def require(self, archive: Archive) -> None:
        """Return if the archive may be opened, after asking if need be.

        Raises UntrustedArchiveError if not.
        """
        if self._is_bundled(archive) or archive.fingerprint in self._agreed():
            return
        if not self._ask(archive):
            raise UntrustedArchiveError(archive)
        self.remember(archive)

    def remember(self, archive: Archive) -> None:
        """Keep the consent to exactly these files."""
        self._consents.parent.mkdir(parents=True, exist_ok=True)
        line = f"{archive.fingerprint} {archive.folder.resolve()}\n"
        with self._consents.open("a", encoding="utf-8") as file:
            file.write(line)

    def _is_bundled(self, archive: Archive) -> bool:
        folder = archive.folder.resolve()
        return any(root == folder or root in folder.parents for root in self._bundled)

    def _agreed(self) -> set[str]:
        if not self._consents.exists():
            return set()
        lines = self._consents.read_text(encoding="utf-8").splitlines()
        return {line.split(" ", 1)[0] for line in lines}
