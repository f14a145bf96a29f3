"""HTTP with limits: one request, one answer, never longer or larger than agreed."""

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, ProxyError, ReadTimeout, RequestException, SSLError
from requests.utils import get_environ_proxies
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, ReadTimeoutError
from urllib3.exceptions import SSLError as Urllib3SSLError

from recognizer.backends.serving_credentials import Credentials, NoCredentials, authorization
from recognizer.backends.serving_errors import (
    BadAnswerError,
    BusyError,
    ClosedError,
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

log = logging.getLogger(__name__)

_CHUNK_BYTES: Final = 64 * 1024
_BUSY: Final = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class Limits:
    """How long and how large one exchange may become.

    `read_s` is the longest silence, `total_s` the whole exchange: a server that drips a byte a
    second is never silent.
    """

    connect_s: float = 5.0
    read_s: float = 30.0
    total_s: float = 60.0
    answer_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What a server said: the parsed JSON of a good answer and how long it took."""

    content: Any
    took_s: float


class _Exchange:
    """One request under way, which a timer or another thread may cut off."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.cut_by: BackendError | None = None

    def hold(self, connected: socket.socket) -> None:
        """Take the socket that the answer will come through. Raises what cut it, if anything."""
        with self._lock:
            self._socket = connected
            if self.cut_by is not None:
                raise self.cut_by

    def cut(self, reason: BackendError) -> None:
        """End the exchange; whoever waits for its answer wakes up."""
        with self._lock:
            if self.cut_by is None:
                self.cut_by = reason
            if self._socket is not None:
                try:
                    self._socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    log.debug("the connection was gone already")


class _Under(threading.local):
    exchange: _Exchange | None = None


_under_way = _Under()


class _PlainConnection(HTTPConnection):
    def getresponse(self) -> Any:
        _hold(self.sock)
        return super().getresponse()


class _TlsConnection(HTTPSConnection):
    def getresponse(self) -> Any:
        _hold(self.sock)
        return super().getresponse()


def _hold(connected: Any) -> None:
    if _under_way.exchange is not None and connected is not None:
        _under_way.exchange.hold(connected)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


_POOLS: Final = {"http": _PlainPool, "https": _TlsPool}


class _Adapter(HTTPAdapter):
    """Requests' adapter over connections that can be cut off."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        known = super().proxy_manager_for(proxy, **options)
        known.pool_classes_by_scheme = _POOLS
        return known

    def close(self) -> None:
        # Left to itself a pool closes its connections when it is collected, and an error's
        # traceback keeps it alive.
        for known in (self.poolmanager, *self.proxy_manager.values()):
            keys = known.pools.keys()  # the container itself cannot be iterated over
            for key in keys:
                known.pools[key].close()
        super().close()


class HttpServer:
    """The one server of an address, over connections that are kept. Safe from many threads.

    Uses requests' adapter without its session: a session follows redirects, keeps cookies and
    reads ~/.netrc, none of which a model server has any business with.
    """

    def __init__(
        self,
        address: ServingAddress,
        *,
        credentials: Credentials | None = None,
        ca_file: Path | None = None,
        limits: Limits | None = None,
        connections: int = 16,
    ) -> None:
        if ca_file is not None and not ca_file.exists():
            raise UnreachableError(
                f"{ca_file}: there is no such file of certificate authorities. Give the PEM file"
                " (or folder) that signed the server's certificate."
            )
        self.address = address
        self._credentials: Credentials = credentials or NoCredentials()
        self._verify: str | bool = True if ca_file is None else str(ca_file)
        self._limits = limits or Limits()
        # A proxy of the environment is for other machines.
        self._proxies = {} if address.loopback else get_environ_proxies(address.url)
        self._adapter = _Adapter(pool_connections=2, pool_maxsize=connections, max_retries=0)
        self._lock = threading.Lock()
        self._exchanges: set[_Exchange] = set()
        self._closed = False

    def get(self, url: str) -> Answer:
        """Fetch JSON. Raises BackendError, of the kind that says what to do about it."""
        return self._exchange("GET", url, None)

    def post(self, url: str, body: bytes) -> Answer:
        """Send JSON and fetch the answer. Raises BackendError as `get` does."""
        return self._exchange("POST", url, body)

    def close(self) -> None:
        """Cut off what is under way and drop the connections."""
        with self._lock:
            self._closed = True
            under_way = list(self._exchanges)
        for exchange in under_way:
            exchange.cut(ClosedError("The connection to the server was closed."))
        self._adapter.close()

    def _exchange(self, method: str, url: str, body: bytes | None) -> Answer:
        request = self._prepared(method, url, body)
        began = time.perf_counter()
        with self._watched() as exchange:
            try:
                response = self._adapter.send(
                    request,
                    stream=True,
                    timeout=(self._limits.connect_s, self._limits.read_s),
                    verify=self._verify,
                    proxies=self._proxies,
                )
                try:
                    content = self._body_of(response)
                finally:
                    response.close()
            except BackendError:
                raise
            except (RequestException, HTTPError, OSError) as error:
                raise exchange.cut_by or self._network_error(error) from error
            if exchange.cut_by is not None:  # without a length, a cut looks like the answer's end
                raise exchange.cut_by
        took_s = time.perf_counter() - began
        if response.status_code != 200:
            raise self._answered_error(response, content)
        return Answer(_parsed(content, self.address), took_s)

    def _prepared(self, method: str, url: str, body: bytes | None) -> Any:
        # Without compression the cap on the answer's bytes is a cap on memory.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        header = authorization(self._credentials, self.address)
        if header is not None:
            headers["Authorization"] = header
        try:
            return requests.Request(method, url, headers=headers, data=body).prepare()
        except (RequestException, UnicodeError) as error:
            raise UnreachableError(f"{url} is not an address: {error}") from error

    @contextmanager
    def _watched(self) -> Iterator[_Exchange]:
        exchange = _Exchange()
        total_s = self._limits.total_s
        overdue = OverdueError(
            f"{self.address.origin} did not finish its answer within {total_s:g} s. It is"
            " overloaded or something on the way is slow; fewer images at a time may help."
        )
        with self._lock:
            if self._closed:
                raise ClosedError("The connection to the server was closed.")
            self._exchanges.add(exchange)
        timer = threading.Timer(total_s, exchange.cut, [overdue])
        timer.daemon = True
        timer.start()
        _under_way.exchange = exchange
        try:
            yield exchange
        finally:
            _under_way.exchange = None
            timer.cancel()
            with self._lock:
                self._exchanges.discard(exchange)

    def _body_of(self, response: Any) -> bytes:
        most = self._limits.answer_bytes
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise BadAnswerError(f"{self.address.origin} compresses its answers unasked")
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and float(announced) > most:  # int refuses 5,000 digits
            raise self._too_long(most)
        content = bytearray()
        while chunk := response.raw.read(_CHUNK_BYTES, decode_content=False):
            content += chunk
            if len(content) > most:
                raise self._too_long(most)
        return bytes(content)

    def _too_long(self, most: int) -> BackendError:
        return BadAnswerError(
            f"{self.address.origin} answers with more than {most // 2**20} MiB, which no reading"
            " is. Is this a model server?"
        )

    def _network_error(self, error: Exception) -> BackendError:
        origin = self.address.origin
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        if isinstance(error, SSLError | Urllib3SSLError):
            return UnreachableError(
                f"The certificate of {origin} is not trusted ({_innermost(error)}). If the server"
                " has a certificate of your own authority, give its CA file."
            )
        if isinstance(error, ConnectTimeout):
            return UnreachableError(
                f"{origin} does not take the connection within {self._limits.connect_s:g} s."
                " Check the address, and whether a firewall stands between."
            )
        if isinstance(error, ReadTimeout | ReadTimeoutError | TimeoutError):
            return self._silent()
        if isinstance(error, ProxyError):
            return UnreachableError(f"The proxy on the way to {origin} does not let it through.")
        if isinstance(reason, NameResolutionError):
            return UnreachableError(
                f"There is no host named {self.address.host!r}. Check its spelling and the network."
            )
        if isinstance(reason, NewConnectionError):
            return UnreachableError(
                f"Nothing answers at {origin}. Start the server, or check host and port"
                " (REST is usually on 8501, gRPC on 8500)."
            )
        if isinstance(error, RequestsConnectionError | HTTPError | OSError):
            return CutOffError(f"{origin} broke the connection before its answer was whole.")
        return UnreachableError(f"{origin} cannot be asked: {error}")

    def _silent(self) -> BackendError:
        return OverdueError(
            f"{self.address.origin} has been silent for {self._limits.read_s:g} s. It is overloaded"
            " or hangs; look at its log."
        )

    def _answered_error(self, response: Any, content: bytes) -> BackendError:
        status: int = response.status_code
        said = _error_text(content)
        origin = self.address.origin
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
                f"{origin} has no {self.address.url.partition('/v1/models/')[2]!r} ({said})."
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


def _parsed(content: bytes, address: ServingAddress) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of 5,000 digits
        raise BadAnswerError(
            f"{address.origin} does not answer in JSON ({content[:60]!r}). Is this a model server?"
        ) from error


def _error_text(content: bytes) -> str:
    try:
        said = json.loads(content)["error"]
    except (ValueError, RecursionError, TypeError, KeyError):
        said = content[:200].decode("utf-8", "replace")
    return " ".join(str(said).split())[:300] or "without a reason"


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
