"""Which model is asked and where it is; what a person can find out and decide about one."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, runtime_checkable

from app.services.written_path import written_path
from recognizer.archive import Archive
from recognizer.backends.local import Runtime
from recognizer.backends.serving_agreement import PLAIN_IMAGE
from recognizer.backends.serving_channel import ModelState, ModelStatus, Signature
from recognizer.backends.serving_credentials import Secret
from recognizer.contract import Backend, Request
from recognizer.provenance import written_by

RECENT_PLACES = 8


@dataclass(frozen=True)
class ModelChoice:
    """Which model to ask: a server, an archive, or neither for the one that comes along.

    runtime, runtime_python: what runs an archive. ca_file: who signed a server's certificate, where
    the system does not know. trust: an archive from elsewhere was agreed to beforehand.
    """

    archive: Path | None = None
    backend: str | None = None
    runtime: Runtime = "auto"
    runtime_python: Path | None = None
    trust: bool = False
    ca_file: Path | None = None

    @property
    def place(self) -> str:
        """The address or folder as a person writes it; empty for what comes along."""
        return self.backend or ("" if self.archive is None else str(self.archive))

    def at(self, place: str, *, ca_file: Path | None = None) -> "ModelChoice":
        """Give the model at a place that a person wrote, run as this one is.

        A folder is one that is there, or is written like a path; all else is a server.
        """
        written = place.strip()
        if not written:
            return replace(self, archive=None, backend=None, ca_file=None, trust=False)
        if is_server(written):
            return replace(self, archive=None, backend=written, ca_file=ca_file, trust=False)
        return replace(self, archive=written_path(written), backend=None, ca_file=None, trust=False)


def is_server(place: str) -> bool:
    """Tell whether what a person wrote is meant as a server's address."""
    written = place.strip()
    if "://" in written:
        return True
    like_a_path = written.startswith(("/", "~", ".", "\\")) or written[1:3] == ":\\"
    return bool(written) and not like_a_path and not _is_there(written_path(written))


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:  # longer than any name can be, or out of reach
        return False


def remembered(places: tuple[str, ...], newest: str) -> tuple[str, ...]:
    """Give the places used, newest first, each once, not too many."""
    kept = (newest, *(place for place in places if place != newest))
    return tuple(place for place in kept if place)[:RECENT_PLACES]


@dataclass(frozen=True)
class Origin:
    """An archive from elsewhere, as shown before it is agreed to.

    sha256: of its files; consent is given to it. written_by: empty where the files do not say.
    ours: it has an `archive.json`, though not of an archive that comes along.
    """

    archive: Archive
    folder: Path
    sha256: str
    written_by: str
    ours: bool

    @classmethod
    def of(cls, archive: Archive) -> "Origin":
        """Read it from the archive's files."""
        ours = archive.description is not None
        return cls(archive, archive.folder, archive.fingerprint, written_by(archive), ours)


@runtime_checkable
class Server(Backend, Protocol):
    """A backend on the other side of a network.

    `status` and `close` may be called from any thread while another one reads.
    """

    def connect(self) -> None:
        """Find out which model answers. Raises BackendError."""

    def status(self) -> ModelStatus:
        """Ask how the model is; never raises."""


class ModelAccess(Protocol):
    """What a person can do about models besides asking them; every call may take seconds."""

    def test(self, choice: ModelChoice, secret: Secret | None) -> ModelStatus:
        """Try a model once, with a secret that is not saved yet. Raises RecognizerError."""

    def keep(self, address: str, secret: Secret | None) -> None:
        """Save a server's secret, or forget it. Raises RecognizerError."""

    def agree(self, origin: Origin) -> None:
        """Remember that an archive from elsewhere may be opened. Raises OSError."""


def status_of(backend: Backend) -> ModelStatus:
    """Give how a backend is: a server is asked, an archive reads one plain image.

    Raises BackendError where the archive cannot run.
    """
    if isinstance(backend, Server):
        return backend.status()
    began_s = time.perf_counter()
    (outcome,) = backend.read([Request(PLAIN_IMAGE.content)])
    took_s = time.perf_counter() - began_s
    return ModelStatus(
        reachable=True,
        model=backend.identity.name,
        version=backend.identity.version,
        state=ModelState.AVAILABLE,
        signature=Signature.REVIEW if backend.scores_labels else Signature.DEFAULT,
        round_trip_s=took_s,
        problem=None if outcome.error is None else str(outcome.error),
    )
