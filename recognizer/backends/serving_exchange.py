"""Connections whose exchange can be cut off, by a timer or by another thread."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from recognizer.errors import BackendError

log = logging.getLogger(__name__)


class Exchange:
    """One request under way, which a timer or another thread may cut off.

    cut_by: why it was cut off; None while it is not.
    """

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
    exchange: Exchange | None = None


_under_way = _Under()


@contextmanager
def under_way(exchange: Exchange) -> Iterator[None]:
    """Let what this thread sends through a `CuttableAdapter` belong to an exchange."""
    _under_way.exchange = exchange
    try:
        yield
    finally:
        _under_way.exchange = None


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


class CuttableAdapter(HTTPAdapter):
    """Requests' adapter over connections that can be cut off."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make the connections to servers."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make the connections through a proxy."""
        known = super().proxy_manager_for(proxy, **options)
        known.pool_classes_by_scheme = _POOLS
        return known

    def close(self) -> None:
        """Close every connection."""
        # Left to itself a pool closes its connections when it is collected, and an error's
        # traceback keeps it alive.
        for known in (self.poolmanager, *self.proxy_manager.values()):
            keys = known.pools.keys()  # the container itself cannot be iterated over
            for key in keys:
                pool = known.pools.get(key)  # a thread that closes, too, may have come first
                if pool is not None:
                    pool.close()
        super().close()
