"""The server as a process and as HTTP; what it answers is `test_model_service`."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading

import pytest

from recognizer.contract import ModelIdentity, Outcome, Prediction
from recognizer.errors import ArchiveError
from recognizer.model_service import ModelService
from recognizer.serve import ModelServer, main_serve

PROGRAM = """
import sys
from recognizer.contract import ModelIdentity, Outcome, Prediction
from recognizer.serve import main_serve

class Echo:
    identity = ModelIdentity("alpha", "1")
    scores_labels = False
    def read(self, requests, *, attention=False):
        return [Outcome(Prediction(one.image.decode())) for one in requests]
    def close(self):
        print("closed", flush=True)

sys.exit(main_serve(sys.argv[1:], open_backend=lambda folder, trusted: Echo()))
"""


class Echo:
    identity = ModelIdentity("alpha", "1")
    scores_labels = False

    def __init__(self):
        self.entered, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def read(self, requests, *, attention=False):
        assert not attention, "the default signature has none"
        self.entered.set()
        assert self.go_on.wait(10)
        return [Outcome(Prediction(one.image.decode())) for one in requests]

    def close(self):
        pass


@pytest.fixture
def server():
    made = ModelServer(ModelService(Echo(), name="ocr"), request_bytes=1000)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def connection(server):
    made = http.client.HTTPConnection(*server.server_address[:2], timeout=10)
    yield made
    made.close()


def ask(connection, method, path, body=None, headers=None):
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    return response.status, json.loads(response.read())


BODY = json.dumps({"instances": ["가게"]})


def test_a_connection_is_kept(connection):
    ask(connection, "GET", "/v1/models/ocr")
    held = connection.sock

    answer = ask(connection, "POST", "/v1/models/ocr:predict", BODY)

    assert answer == (200, {"predictions": [[44032, 44172]]})
    assert connection.sock is held


def test_an_error_keeps_the_connection_too(connection):
    assert ask(connection, "GET", "/v1/models/x")[0] == 404
    assert ask(connection, "GET", "/v1/models/ocr")[0] == 200


def test_a_request_that_is_too_large_is_refused_unread(connection):
    connection.putrequest("POST", "/v1/models/ocr:predict")
    connection.putheader("Content-Length", "1001")
    connection.endheaders()
    response = connection.getresponse()

    assert response.status == 413
    assert "larger than 1000 bytes" in json.loads(response.read())["error"]


def test_a_request_without_a_length_is_refused(connection):
    connection.putrequest("POST", "/v1/models/ocr:predict")
    connection.endheaders()
    assert connection.getresponse().status == 411


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_other_methods_are_malformed(connection, method):
    status, content = ask(connection, method, "/v1/models/ocr")
    assert (status, content) == (400, {"error": f"Malformed request: {method} /v1/models/ocr"})


def test_only_this_machine_is_listened_to(server):
    assert server.server_address[0] == "127.0.0.1"


def test_stopping_finishes_what_is_under_way_and_drops_idle_connections():
    backend = Echo()
    backend.go_on.clear()
    server = ModelServer(ModelService(backend, name="ocr"))
    server.start()
    idle = socket.create_connection(server.server_address)
    busy = http.client.HTTPConnection(*server.server_address[:2], timeout=10)
    busy.request("POST", "/v1/models/ocr:predict", BODY)
    assert backend.entered.wait(10)

    stopper = threading.Thread(target=server.stop)
    stopper.start()
    backend.go_on.set()
    response = busy.getresponse()

    assert json.loads(response.read()) == {"predictions": [[44032, 44172]]}
    stopper.join(10)
    assert not stopper.is_alive()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(server.server_address)
    idle.close()
    busy.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_serves_and_stops_at_a_signal(number):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "--archive", "x", "--port", "0", "--label", "stable"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    url = process.stdout.readline().strip()
    assert url.startswith("http://127.0.0.1:") and url.endswith("/v1/models/ocr")
    connection = http.client.HTTPConnection(url.split("/")[2], timeout=10)
    answer = ask(connection, "POST", "/v1/models/ocr/labels/stable:predict", BODY)

    os.kill(process.pid, number)
    out, err = process.communicate(timeout=20)
    connection.close()

    assert answer == (200, {"predictions": [[44032, 44172]]})
    assert (process.returncode, out) == (0, "closed\n")
    assert "not for production" in err and "Everybody" not in err


@pytest.mark.parametrize("length", ["9" * 5000, "9" * 30])
def test_a_length_of_many_digits_is_too_large(connection, length):
    connection.putrequest("POST", "/v1/models/ocr:predict")
    connection.putheader("Content-Length", length)
    connection.endheaders()

    assert connection.getresponse().status == 413


@pytest.mark.parametrize("port", ["65536", "-1", "8501/tcp"])
def test_a_port_that_is_none_is_named(capsys, port):
    with pytest.raises(SystemExit):
        main_serve(["--archive", "x", f"--port={port}"], open_backend=lambda *_: Echo())
    assert f"{port!r} is not a port" in capsys.readouterr().err


def test_a_port_that_is_taken_is_named(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        arguments = ["--archive", "x", "--port", port]
        assert main_serve(arguments, open_backend=lambda *_: Echo()) == 1
    assert f"127.0.0.1:{port}" in capsys.readouterr().err


def test_an_archive_that_is_none_is_named(capsys, tmp_path):
    def refuse(folder, trusted):
        raise ArchiveError(f"{folder}: no such folder")

    arguments = ["--archive", str(tmp_path / "nothing")]
    assert main_serve(arguments, open_backend=refuse) == 1
    assert "nothing" in capsys.readouterr().err
