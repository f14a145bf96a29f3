"""`hangul-ocr-review serve`: a model archive behind TensorFlow Serving's REST interface.

For trying a client and for tests, on this machine. It is no TensorFlow Serving: one model, one
version, as many requests at once as there are CPUs, no monitoring, nobody asked who they are.
"""

import argparse
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from recognizer.contract import Backend
from recognizer.errors import RecognizerError
from recognizer.model_service import ModelService, Reply, encode

log = logging.getLogger(__name__)

REQUEST_BYTES: Final = 64 * 1024 * 1024
_SILENCE_S: Final = 60.0
_NOT_FOR_PRODUCTION: Final = (
    "This server is for trying and for tests, not for production: use TensorFlow Serving there."
)


class _Handler(BaseHTTPRequestHandler):
    """One connection: any number of requests, one after the other."""

    protocol_version = "HTTP/1.1"
    server_version = "hangul-ocr-review"
    sys_version = ""
    timeout = _SILENCE_S
    # Headers and body leave in one segment each; Nagle would hold the second one back.
    disable_nagle_algorithm = True
    server: "ModelServer"

    def do_GET(self) -> None:
        self._reply(self.server.service.answer("GET", self._path()))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "The request has no Content-Length")
        elif float(length) > self.server.request_bytes:  # int refuses 5,000 digits
            said = f"The request is larger than {self.server.request_bytes} bytes"
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said)
        else:
            body = self.rfile.read(int(length))
            if len(body) == int(length):  # else the client is gone
                self._reply(self.server.service.answer("POST", self._path(), body))

    def do_PUT(self) -> None:
        self._refuse(HTTPStatus.BAD_REQUEST, f"Malformed request: {self.command} {self._path()}")

    def do_DELETE(self) -> None:
        self.do_PUT()

    def _path(self) -> str:
        return self.path.partition("?")[0]

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        """Answer without having read the body, which ends the connection."""
        self.close_connection = True
        self._reply(Reply(status, {"error": message}))

    def _reply(self, reply: Reply) -> None:
        content = encode(reply.content)
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        log.debug(format, *args)


class ModelServer(ThreadingHTTPServer):
    """Serves one model until `stop`; requests under way are answered first."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(
        self,
        service: ModelService,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        request_bytes: int = REQUEST_BYTES,
    ) -> None:
        self.service = service
        self.request_bytes = request_bytes
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """The model's address."""
        host, port = self.server_address[:2]
        shown = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{shown}:{port}/v1/models/{self.service.name}"

    def start(self) -> None:
        """Serve in a thread of its own."""
        threading.Thread(target=self.serve_forever, args=(0.05,), name="serve").start()

    def stop(self) -> None:
        """Take no more requests, finish those under way, and close."""
        self.shutdown()
        with self._lock:
            for connection in self._connections:
                # Reads the end of its requests next, after the answer it is writing now.
                try:
                    connection.shutdown(socket.SHUT_RD)
                except OSError:
                    log.debug("a client had left already")
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that `stop` finds the idle ones."""
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection and close it."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log what ended a connection: a client that hangs up is its own business."""
        del request, client_address
        broken = isinstance(sys.exception(), OSError)
        log.log(logging.DEBUG if broken else logging.ERROR, "a connection failed", exc_info=True)


OpenBackend = Callable[[Path, bool], Backend]
"""Open the archive in a folder; True where the user said that it may be trusted.

Raises RecognizerError, also for an archive from elsewhere that nobody agreed to.
"""


def main_serve(arguments: list[str], *, open_backend: OpenBackend) -> int:
    """Serve until SIGTERM or SIGINT. Gives the exit status."""
    options = _parser().parse_args(arguments)
    try:
        backend = open_backend(options.archive, options.trust)
    except RecognizerError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        service = ModelService(backend, name=options.name, labels=options.label)
        server = ModelServer(service, host=options.host, port=options.port)
    except OSError as error:
        backend.close()
        print(
            f"{options.host}:{options.port} cannot be listened on: {error.strerror}."
            " Choose another --port.",
            file=sys.stderr,
        )
        return 1
    print(_NOT_FOR_PRODUCTION, file=sys.stderr)
    if not _is_loopback(options.host):
        print(f"Everybody who reaches {options.host} can use it.", file=sys.stderr)
    _serve_until_told(server)
    backend.close()
    return 0


def _serve_until_told(server: ModelServer) -> None:
    told = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: told.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    server.start()
    print(server.url, flush=True)
    told.wait()
    server.stop()
    for number, handler in before.items():
        signal.signal(number, handler)


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535)")
    return port


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hangul-ocr-review serve",
        description="Answer TensorFlow Serving's REST interface from a local archive. "
        + _NOT_FOR_PRODUCTION,
    )
    parser.add_argument("--archive", type=Path, required=True, help="the archive's folder")
    parser.add_argument("--port", type=_port, default=8501, help="0 takes a free one (8501)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--name", default="ocr", help="the model's name in its address (ocr)")
    parser.add_argument(
        "--label",
        action="append",
        default=[],
        help="a name of the version, for /labels/NAME; may be given again",
    )
    parser.add_argument(
        "--trust", action="store_true", help="agree to run an archive from elsewhere"
    )
    return parser
