"""What can go wrong with a server, split by what the client does about it."""

from recognizer.errors import BackendError


class UnreachableError(BackendError):
    """No connection: refused, no such host, or its certificate is not trusted."""


class CutOffError(BackendError):
    """The connection broke before the answer was whole."""


class OverdueError(BackendError):
    """The answer did not come in time."""


class ClosedError(BackendError):
    """The backend was closed while it was reading."""


class CredentialsError(BackendError):
    """The server wants other credentials, or these must not be sent there."""


class BusyError(BackendError):
    """The server asks to come again later, `retry_after_s` from now where it says so."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class FaultyServerError(BackendError):
    """The server failed at its own work (HTTP 5xx)."""


class NoSuchModelError(BackendError):
    """The server is there but has no such model, version or label."""


class RejectedError(BackendError):
    """The server calls the request itself wrong: the culprit may be one image of the batch."""


class TooLargeError(BackendError):
    """The request has more bytes than the server takes."""


class BadAnswerError(BackendError):
    """An answer came that is not what a model server says."""
