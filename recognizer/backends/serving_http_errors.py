"""What to tell of an HTTP exchange that went wrong, and what a person can do about it."""

import json
import reprlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, ProxyError, ReadTimeout, SSLError
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, ReadTimeoutError
from urllib3.exceptions import SSLError as Urllib3SSLError

from recognizer.backends.serving_channel import Limits
from recognizer.backends.serving_errors import (
    BadAnswerError,
    BusyError,
    CredentialsError,
    CutOffError,
    FaultyServerError,
    NoSuchModelError,
    OverdueError,
    RejectedError,
    TooLargeError,
    UnreachableError,
)
from recognizer.backends.serving_url import ServingAddress
from recognizer.errors import BackendError

_BUSY: Final = frozenset({429, 502, 503, 504})


def network_error(error: Exception, address: ServingAddress, limits: Limits) -> BackendError:
    """Give what to tell of an exchange that broke, by what broke it."""
    origin = address.origin
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(error, SSLError | Urllib3SSLError):
        return UnreachableError(
            f"The certificate of {origin} is not trusted ({_innermost(error)}). If the server"
            " has a certificate of your own authority, give its CA file."
        )
    if isinstance(error, ConnectTimeout):
        return UnreachableError(
            f"{origin} does not take the connection within {limits.connect_s:g} s."
            " Check the address, and whether a firewall stands between."
        )
    if isinstance(error, ReadTimeout | ReadTimeoutError | TimeoutError):
        return OverdueError(
            f"{origin} has been silent for {limits.read_s:g} s. It is overloaded or hangs; look at"
            " its log."
        )
    if isinstance(error, ProxyError):
        return UnreachableError(f"The proxy on the way to {origin} does not let it through.")
    if isinstance(reason, NameResolutionError):
        return UnreachableError(
            f"There is no host named {address.host!r}. Check its spelling and the network."
        )
    if isinstance(reason, NewConnectionError):
        return UnreachableError(
            f"Nothing answers at {origin}. Start the server, or check host and port"
            " (REST is usually on 8501, gRPC on 8500)."
        )
    if isinstance(error, RequestsConnectionError | HTTPError | OSError):
        return CutOffError(f"{origin} broke the connection before its answer was whole.")
    return UnreachableError(f"{origin} cannot be asked: {error}")


def answered_error(response: Any, content: bytes, address: ServingAddress) -> BackendError:
    """Give what an answer means whose HTTP status is not 200, and what to do about it."""
    status: int = response.status_code
    said = _error_text(content)
    origin = address.origin
    if 300 <= status < 400:
        target = response.headers.get("Location", "nowhere")
        return UnreachableError(
            f"{origin} redirects to {target[:200]}, which is not followed. If that is where the"
            " model is, enter that address."
        )
    if status in (401, 403, 407):
        return CredentialsError(
            f"{origin} does not let these credentials in (HTTP {status}: {said}). Enter the"
            " token or the password again."
        )
    if status == 404:
        return NoSuchModelError(
            f"{origin} has no {address.url.partition('/v1/models/')[2]!r} ({said})."
            " Check the model's name, version and label."
        )
    if status == 413:
        return TooLargeError(f"{origin} does not take so large a request (HTTP 413).")
    if status in _BUSY:
        return BusyError(
            f"{origin} is busy or still loading its model (HTTP {status}: {said})."
            " It is asked again later.",
            retry_after_s=_retry_after_s(response.headers.get("Retry-After")),
        )
    if status >= 500:
        return FaultyServerError(
            f"{origin} fails at its own work (HTTP {status}: {said}). Look at its log."
        )
    if status >= 400:
        return RejectedError(f"{said} (HTTP {status})")
    return BadAnswerError(f"{origin} answers with HTTP {status}, as no model server does.")


def _error_text(content: bytes) -> str:
    try:
        error = json.loads(content)["error"]
        said = error if isinstance(error, str) else reprlib.repr(error)
    except (ValueError, RecursionError, TypeError, KeyError):
        said = content[:200].decode("utf-8", "replace")
    printable = said.encode("utf-8", "replace").decode()
    return " ".join(printable.split())[:300] or "without a reason"


def _retry_after_s(header: str | None) -> float | None:
    """Read `Retry-After`, seconds or a date; None where it says nothing usable."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        at = parsedate_to_datetime(header)
        now = datetime.now(UTC) if at.tzinfo else datetime.now(UTC).replace(tzinfo=None)
        return max(0.0, (at - now).total_seconds())
    except (ValueError, OverflowError):  # OverflowError: a time zone of a thousand years
        return None


def _innermost(error: BaseException) -> str:
    reason: object = error
    while isinstance(reason, BaseException):
        inner = getattr(reason, "reason", None) or (reason.args[0] if reason.args else None)
        if not isinstance(inner, BaseException):
            break
        reason = inner
    return str(reason)[:200]
