"""HTTP with limits: one request, one answer, never longer or larger than agreed."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import requests
from requests.exceptions import RequestException
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError

from recognizer.backends.serving_channel import Limits
from recognizer.backends.serving_credentials import Credentials, NoCredentials, authorization
from recognizer.backends.serving_errors import (
    BadAnswerError,
    ClosedError,
    OverdueError,
    UnreachableError,
)
from recognizer.backends.serving_exchange import CuttableAdapter, Exchange, under_way
from recognizer.backends.serving_http_errors import answered_error, network_error
from recognizer.backends.serving_url import ServingAddress
from recognizer.errors import BackendError

_CHUNK_BYTES: Final = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What a server said: the parsed JSON of a good answer and how long it took."""

    content: Any
    took_s: float


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
        self._adapter = CuttableAdapter(pool_connections=2, pool_maxsize=connections, max_retries=0)
        self._lock = threading.Lock()
        self._exchanges: set[Exchange] = set()
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
                told = exchange.cut_by or network_error(error, self.address, self._limits)
                raise told from error
            if exchange.cut_by is not None:  # without a length, a cut looks like the answer's end
                raise exchange.cut_by
        took_s = time.perf_counter() - began
        if response.status_code != 200:
            raise answered_error(response, content, self.address)
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
    def _watched(self) -> Iterator[Exchange]:
        exchange = Exchange()
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
        try:
            with under_way(exchange):
                yield exchange
        finally:
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


def _parsed(content: bytes, address: ServingAddress) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of 5,000 digits
        raise BadAnswerError(
            f"{address.origin} does not answer in JSON ({content[:60]!r}). Is this a model server?"
        ) from error
