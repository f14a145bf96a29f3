"""From the model that was asked for to a backend that answers."""

from collections.abc import Callable

from app.command_line import ModelChoice
from app.resources import bundled_archive
from recognizer.archive import Archive
from recognizer.contract import Backend
from recognizer.trust import Trust, agree, refuse

DEFAULT_ARCHIVE = "alpha"


def opener(choice: ModelChoice) -> Callable[[], Backend] | None:
    """Give what opens the backend, in any thread; None where no model was named and none is here.

    The opener raises RecognizerError. It imports what it needs when it is called: runtimes are
    heavy, and the window does not wait for them.
    """
    if choice.backend is not None:
        return lambda: _open_server(choice.backend or "")
    folder = choice.archive or bundled_archive(DEFAULT_ARCHIVE)
    if choice.archive is None and not (folder / "archive.json").exists():
        return None
    return lambda: _open_archive(choice, Archive.open(folder))


def _open_server(url: str) -> Backend:
    from recognizer.backends.serving import open_serving
    from recognizer.backends.serving_credentials import KeyringCredentials

    return open_serving(url, credentials=KeyringCredentials())


def _open_archive(choice: ModelChoice, archive: Archive) -> Backend:
    from recognizer.backends.local import open_local_backend

    bundled = bundled_archive(DEFAULT_ARCHIVE).parent
    return open_local_backend(
        archive,
        trust=Trust(agree if choice.trust else refuse, bundled=[bundled]),
        runtime=choice.runtime,
        runtime_python=choice.runtime_python,
    )
