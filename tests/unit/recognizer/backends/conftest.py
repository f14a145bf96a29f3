"""A model whose readings are written in the images, and a real HTTP server that can misbehave."""

import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest

from recognizer.backends.serving import ServingBackend
from recognizer.backends.serving_channel import Limits
from recognizer.backends.serving_rest import RestChannel
from recognizer.backends.serving_url import parse_serving_url
from recognizer.contract import Alternative, LabelScore, ModelIdentity, Outcome, Prediction, Request
from recognizer.errors import ImageError, RecognizerError
from recognizer.images import decode
from recognizer.model_service import ModelService, encode

Fault = Callable[[BaseHTTPRequestHandler], None]


def text_image(text: str) -> bytes:
    """Give a PNG whose first row spells `text`, three bytes for each character."""
    spelled = b"".join(ord(character).to_bytes(3, "big") for character in text)
    pixels = np.zeros((4, max(4, len(spelled) + 1)), np.uint8)
    pixels[0, : len(spelled)] = np.frombuffer(spelled, np.uint8)
    return cv2.imencode(".png", pixels)[1].tobytes()


def _read_pixels(image: bytes) -> str:
    row = decode(image)[0, :, 0].tobytes()
    characters = []
    for start in range(0, len(row) - 2, 3):
        codepoint = int.from_bytes(row[start : start + 3], "big")
        if codepoint == 0 or codepoint > 0x10FFFF:
            break
        characters.append(chr(codepoint))
    return "".join(characters)


class WrittenBackend:
    """Reads what `text_image` wrote, with scores that follow from the text."""

    def __init__(self, *, version: str = "1", scores_labels: bool = True) -> None:
        self.identity = ModelIdentity("written", version)
        self.scores_labels = scores_labels
        self.closed = False

    def read(self, requests: Sequence[Request], *, attention: bool = False) -> list[Outcome]:
        return [self._outcome(request, attention) for request in requests]

    def close(self) -> None:
        self.closed = True

    def _outcome(self, request: Request, attention: bool) -> Outcome:
        try:
            text = _read_pixels(request.image)
        except ImageError as error:
            return Outcome(error=error)
        if not self.scores_labels:
            return Outcome(Prediction(text))
        prediction = Prediction(
            text,
            confidence=(0.5,) * len(text),
            log_prob=-0.25 * len(text),
            alternatives=tuple((Alternative(c, 0.5), Alternative("x", 0.25)) for c in text),
            attention=np.full((len(text), 4), 0.25, np.float32) if attention else None,
            word_share=0.75,
        )
        if request.label is None:
            return Outcome(prediction)
        if "☃" in request.label:
            return Outcome(prediction, label_error=RecognizerError("no snowmen"))
        steps = tuple(-0.5 * (i + 1) for i in range(len(request.label) + 1))
        likely = tuple((Alternative(c, 0.5),) for c in request.label)
        return Outcome(prediction, label_score=LabelScore(sum(steps), steps, likely))


@dataclass(frozen=True)
class Seen:
    """A request as the server saw it."""

    method: str
    path: str
    authorization: str | None
    images: int


class MisbehavingServer(ThreadingHTTPServer):
    """A model server that answers well, unless `faults` holds what it does next to a predict.

    `always` is done to every predict once `faults` is used up.
    """

    daemon_threads = False
    request_queue_size = 32

    def __init__(self, service: ModelService, port: int = 0) -> None:
        self.service = service
        self.faults: deque[Fault] = deque()
        self.always: Fault | None = None
        self.on_get: dict[str, Fault] = {}
        self.seen: list[Seen] = []
        self.lock = threading.Lock()
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,))
        self.thread.start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/models/ocr"

    @property
    def predicted(self) -> list[int]:
        """How many images each predict request held."""
        return [one.images for one in self.seen if one.path.endswith(":predict")]

    def stop(self) -> None:
        """Go away with all connections, as a server does that is killed."""
        self.shutdown()
        self.thread.join()
        with self.lock:
            for connection in self.connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: socket.socket, client_address: object) -> None:
        with self.lock:
            self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:
        with self.lock:
            self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that hung up, as several tests want


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 20
    server: MisbehavingServer

    def do_GET(self) -> None:
        self._note(0)
        for ending, fault in self.server.on_get.items():
            if self.path.endswith(ending):
                fault(self)
                return
        self.answer(b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.body = body
        self._note(len(json.loads(body)["instances"]))
        with self.server.lock:
            fault = self.server.faults.popleft() if self.server.faults else self.server.always
        if fault is None:
            self.answer(body)
        else:
            fault(self)

    def answer(self, body: bytes) -> None:
        reply = self.server.service.answer(self.command, self.path, body)
        send(self, int(reply.status), encode(reply.content))

    def _note(self, images: int) -> None:
        header = self.headers.get("Authorization")
        self.server.seen.append(Seen(self.command, self.path, header, images))

    def log_message(self, *args: object) -> None:
        pass


def send(handler: BaseHTTPRequestHandler, status: int, content: bytes, **headers: str) -> None:
    """Send a whole answer."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def answering(status: int, content: object, **headers: str) -> Fault:
    """Make a fault that answers `content`: bytes as they are, else as JSON."""
    said = content if isinstance(content, bytes) else encode(content)
    return lambda handler: send(handler, status, said, **headers)


class SteppedClock:
    """Time that passes only while somebody waits; waits are kept."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self._now_s = 100.0
        self._lock = threading.Lock()

    def now_s(self) -> float:
        with self._lock:
            return self._now_s

    def wait(self, seconds: float, stop: threading.Event) -> None:
        assert not stop.is_set()
        with self._lock:
            self.waits.append(seconds)
            self._now_s += seconds


@dataclass(frozen=True)
class Bench:
    """What a test of the client needs, in one hand."""

    server: MisbehavingServer
    clock: SteppedClock
    connect: Callable[..., ServingBackend]

    @property
    def client(self) -> ServingBackend:
        return self.connect()


@pytest.fixture
def serve() -> Iterator[Callable[..., MisbehavingServer]]:
    servers: list[MisbehavingServer] = []

    def start(backend: WrittenBackend | None = None, *, port: int = 0) -> MisbehavingServer:
        service = ModelService(backend or WrittenBackend(), name="ocr", labels=["stable"])
        servers.append(MisbehavingServer(service, port))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def bench(serve: Callable[..., MisbehavingServer]) -> Iterator[Bench]:
    clock = SteppedClock()
    opened: list[ServingBackend] = []
    server = serve()

    def connect(url: str | None = None, *, limits: Limits | None = None, **how) -> ServingBackend:
        options = {key: how.pop(key) for key in ("credentials", "ca_file") if key in how}
        address = parse_serving_url(url or server.url)
        limits = limits or Limits(connect_s=5, read_s=10, total_s=20)
        channel = RestChannel(address, limits=limits, **options)
        opened.append(ServingBackend(channel, clock=clock, **how))
        return opened[-1]

    yield Bench(server, clock, connect)
    for backend in opened:
        backend.close()


@pytest.fixture
def picture() -> Callable[[str], bytes]:
    return text_image


@pytest.fixture
def fault() -> Callable[..., Fault]:
    return answering


@pytest.fixture
def written() -> type[WrittenBackend]:
    return WrittenBackend
