"""From the model that was asked for to a backend that answers."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.resources import DEFAULT_ARCHIVE, bundled_archive
from app.services.recogniser import ModelChoice, Origin, status_of
from recognizer.archive import Archive
from recognizer.backends.serving_channel import ModelStatus
from recognizer.backends.serving_credentials import FixedCredentials, KeyringCredentials, Secret
from recognizer.backends.serving_url import parse_serving_url
from recognizer.contract import Backend
from recognizer.errors import BackendError
from recognizer.trust import Trust, agree, refuse


def opener(choice: ModelChoice) -> Callable[[], Backend] | None:
    """Give what opens the backend, in any thread; None where no model was named and none is here.

    The opener raises RecognizerError. It imports what it needs when it is called: runtimes are
    heavy, and the window does not wait for them. A server is not asked before it is used.
    """
    if choice.backend is not None:
        return lambda: _open_server(choice)
    folder = choice.archive or bundled_archive(DEFAULT_ARCHIVE)
    if choice.archive is None and not (folder / "archive.json").exists():
        return None
    return lambda: _open_archive(choice, folder)


def open_to_serve(folder: Path, trusted: bool) -> Backend:
    """Open an archive for `hangul-ocr-review serve`. Raises RecognizerError."""
    return _open_archive(ModelChoice(trust=trusted), folder)


class Access:
    """Tries models, and keeps secrets and consents where they belong."""

    def test(self, choice: ModelChoice, secret: Secret | None) -> ModelStatus:
        """Open a model, ask it once, and let it go. Raises RecognizerError."""
        if choice.backend is not None:
            backend = _open_server(choice, secret)
        elif (open_backend := opener(choice)) is None:
            raise BackendError("no archive comes with this program: name a folder or a server")
        else:
            backend = open_backend()
        with closing(backend):
            return status_of(backend)

    def keep(self, address: str, secret: Secret | None) -> None:
        """Put a server's secret into the system's keyring. Raises RecognizerError."""
        KeyringCredentials().save(parse_serving_url(address).origin, secret)

    def agree(self, origin: Origin) -> None:
        """Remember the consent to exactly these files."""
        Trust().remember(origin.archive)


def _open_server(choice: ModelChoice, secret: Secret | None = None) -> Backend:
    from recognizer.backends.serving import open_serving

    url = choice.backend or ""
    credentials = (
        KeyringCredentials()
        if secret is None
        else FixedCredentials(parse_serving_url(url).origin, secret)
    )
    return open_serving(url, credentials=credentials, ca_file=choice.ca_file)


def _open_archive(choice: ModelChoice, folder: Path) -> Backend:
    from recognizer.backends.local import open_local_backend

    bundled = bundled_archive(DEFAULT_ARCHIVE).parent
    return open_local_backend(
        Archive.open(folder),
        trust=Trust(agree if choice.trust else refuse, bundled=[bundled]),
        runtime=choice.runtime,
        runtime_python=choice.runtime_python,
    )
