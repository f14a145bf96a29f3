"""gRPC's own ways to fail; what it reads is `test_backends`."""

import socket

import pytest

from recognizer.backends.serving import Signature, open_serving
from recognizer.backends.serving_channel import Limits
from recognizer.backends.serving_credentials import BearerToken, FixedCredentials
from recognizer.backends.serving_errors import BusyError, CredentialsError, NoSuchModelError
from recognizer.contract import ModelIdentity, Outcome, Prediction, Request
from recognizer.errors import BackendError, ImageError


class Constant:
    """Reads 가 in everything that is not poison."""

    identity = ModelIdentity("constant", "1")
    scores_labels = False

    def __init__(self) -> None:
        self.poison = None

    def read(self, requests, *, attention=False):
        assert not attention, "the default signature has none"
        return [self._read(one.image) for one in requests]

    def _read(self, image):
        if image == self.poison:
            return Outcome(error=ImageError("damaged"))
        return Outcome(Prediction("가"))


@pytest.fixture
def model():
    return Constant()


@pytest.fixture
def front(grpc_front, model):
    server = grpc_front.GrpcFront(model)
    yield server
    server.stop()


@pytest.fixture
def connect(front):
    opened = []

    def connect(url=None, **options):
        opened.append(open_serving(url or front.url, **options))
        return opened[-1]

    yield connect
    for client in opened:
        client.close()


def test_status(connect):
    client = connect()
    status = client.status()

    assert status.reachable and status.ready and status.version == "1"
    assert status.signature is Signature.DEFAULT
    assert status.round_trip_s > 0


def test_the_version_that_answered_is_named_and_asked_for(connect, front, samples):
    client = connect()
    client.read([Request(samples[0])])

    assert client.identity == ModelIdentity("ocr", "1")
    asked, _ = front.seen[-1]
    assert asked.model_spec.version.value == 1


def test_refused(connect):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = connect(f"grpc://127.0.0.1:{port}", limits=Limits(total_s=5))

    assert not client.status().reachable


def test_another_model(connect, front, samples):
    client = connect(front.url.replace("/ocr", "/digits"))

    with pytest.raises(NoSuchModelError, match="digits"):
        client.read([Request(samples[0])])


def test_one_bad_image_is_found_by_splitting(connect, model, samples):
    model.poison = samples[1]

    outcomes = connect().read([Request(image) for image in samples])

    assert [i for i, one in enumerate(outcomes) if one.error] == [1]
    assert "damaged" in str(outcomes[1].error)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("PERMISSION_DENIED", CredentialsError), ("INTERNAL", BackendError)],
)
def test_errors_of_the_server(connect, front, samples, code, kind):
    import grpc

    client = connect()
    client.connect()
    front.fails_with = (grpc.StatusCode[code], "for a reason")

    with pytest.raises(kind, match="for a reason"):
        client.read([Request(samples[0])])


def test_a_busy_server_is_asked_again(connect, front, samples):
    import grpc

    from recognizer.backends.serving import RetryPolicy, ServingBackend
    from recognizer.backends.serving_grpc import GrpcChannel
    from recognizer.backends.serving_url import parse_serving_url

    channel = GrpcChannel(parse_serving_url(front.url))
    client = ServingBackend(channel, policy=RetryPolicy(first_wait_s=0, longest_wait_s=0))
    client.connect()
    front.fails_with = (grpc.StatusCode.RESOURCE_EXHAUSTED, "queue full")

    with pytest.raises(BusyError, match="queue full"):
        client.read([Request(samples[0])])
    assert len(front.seen) == 6
    client.close()


def test_credentials_go_along(connect, front, samples):
    origin = f"grpc://127.0.0.1:{front.port}"
    client = connect(credentials=FixedCredentials(origin, BearerToken("t0p")))

    client.read([Request(samples[0])])

    assert front.seen[-1][1]["authorization"] == "Bearer t0p"


def test_a_closed_backend_says_so(connect, samples):
    client = connect()
    client.close()

    with pytest.raises(BackendError, match=r"stopped|closed"):
        client.read([Request(samples[0])])
