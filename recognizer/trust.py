"""Consent to archives from elsewhere: a SavedModel is code, and code has an origin.

Archives that come with the program are trusted by where they lie. Any other is opened only after
its origin was shown and agreed to; the consent is kept by hash and asked for once.
"""

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from recognizer.archive import Archive
from recognizer.errors import ArchiveError

log = logging.getLogger(__name__)

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

        Consent that cannot be kept counts for this once. Raises UntrustedArchiveError if not.
        """
        if self._is_bundled(archive) or archive.fingerprint in self._agreed():
            return
        if not self._ask(archive):
            raise UntrustedArchiveError(archive)
        try:
            self.remember(archive)
        except OSError as error:
            log.warning("consent to %s is asked for again: %s", archive.fingerprint, error)

    def remember(self, archive: Archive) -> None:
        """Keep the consent to exactly these files. Raises OSError."""
        self._consents.parent.mkdir(parents=True, exist_ok=True)
        # For people who read the file; a name must not make lines of its own.
        folder = repr(str(archive.folder.resolve()))[1:-1]
        with self._consents.open("a", encoding="utf-8") as file:
            file.write(f"{archive.fingerprint} {folder}\n")

    def _is_bundled(self, archive: Archive) -> bool:
        folder = archive.folder.resolve()
        return any(root == folder or root in folder.parents for root in self._bundled)

    def _agreed(self) -> set[str]:
        try:
            lines = self._consents.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return set()
        except OSError as error:
            log.warning("what was agreed to cannot be read: %s", error)
            return set()
        return {line.split(" ", 1)[0] for line in lines}
