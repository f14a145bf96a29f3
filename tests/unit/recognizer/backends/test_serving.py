"""The client against a real server on loopback that behaves."""

import json
import threading

import numpy as np
import pytest

from recognizer.backends.serving import ModelState, Signature, open_serving
from recognizer.backends.serving_tuning import Setting, Tuner
from recognizer.contract import ModelIdentity, Request
from recognizer.errors import BackendError, ImageError


def test_readings_come_back_in_order_with_scores(bench, picture):
    words = [f"가{i}나다"[: 1 + i % 4] for i in range(100)]

    outcomes = bench.client.read([Request(picture(word), word[::-1]) for word in words])

    assert [one.prediction.text for one in outcomes] == words
    assert [one.prediction.confidence for one in outcomes] == [(0.5,) * len(w) for w in words]
    assert [len(one.label_score.char_log_probs) for one in outcomes] == [len(w) + 1 for w in words]
    assert outcomes[3].prediction.alternatives[0][0].character == words[3][0]
    assert outcomes[3].prediction.word_share == 0.75


def test_no_label_gives_no_score_and_an_unspellable_one_its_own_error(bench, picture):
    outcomes = bench.client.read(
        [Request(picture("가")), Request(picture("가"), "☃"), Request(picture("가"), "")]
    )

    assert outcomes[0].label_score is None and outcomes[0].label_error is None
    assert outcomes[1].label_score is None and "☃" in str(outcomes[1].label_error)
    assert outcomes[2].label_score.char_log_probs == (-0.5,)


def test_attention_comes_only_where_asked_for(bench, picture):
    client = bench.client
    with_it = client.read([Request(picture("가나")), Request(picture("가"))], attention=True)
    without = client.read([Request(picture("가나"))])

    assert with_it[0].prediction.attention.shape == (2, 4)
    assert with_it[1].prediction.attention.dtype == np.float32
    assert without[0].prediction.attention is None


def test_identity_is_the_version_that_answered_and_is_asked_for_by_number(bench, picture):
    client = bench.client
    assert client.identity == ModelIdentity("ocr", "unknown")

    client.read([Request(picture("가"))])

    assert client.identity == ModelIdentity("ocr", "1")
    assert client.scores_labels
    assert bench.server.seen[-1].path == "/v1/models/ocr/versions/1:predict"


def test_a_label_in_the_address_finds_its_version(bench, picture):
    client = bench.connect(f"{bench.server.url}/labels/stable")

    assert client.read([Request(picture("가"))])[0].prediction.text == "가"
    assert client.identity.version == "1"


def test_a_server_with_the_default_signature_alone_is_read_without_scores(
    serve, written, bench, picture
):
    old = serve(written(scores_labels=False))
    client = bench.connect(old.url)

    outcome = client.read([Request(picture("가게"), "가게")])[0]

    assert outcome.prediction.text == "가게"
    assert outcome.prediction.log_prob is None and outcome.label_score is None
    assert not client.scores_labels
    assert client.status().signature is Signature.DEFAULT


@pytest.mark.parametrize("scores", [True, False])
def test_the_signature_is_found_by_trying_where_metadata_is_hidden(
    serve, written, bench, picture, fault, scores
):
    server = serve(written(scores_labels=scores))
    server.on_get["/metadata"] = fault(404, b"nothing here")
    client = bench.connect(server.url)

    client.connect()

    assert client.scores_labels is scores
    assert client.read([Request(picture("가"), "가")])[0].prediction.text == "가"


def test_a_gateway_that_hides_status_and_metadata_still_lets_read(bench, picture, fault):
    bench.server.on_get[""] = fault(404, b"<html>nothing here</html>")
    client = bench.client

    assert client.read([Request(picture("가게"))])[0].prediction.text == "가게"
    assert client.identity.version == "unknown"
    assert bench.server.seen[-1].path == "/v1/models/ocr:predict"


def test_bad_images_are_named_without_asking_the_server(bench, picture):
    good = picture("가")
    outcomes = bench.client.read([Request(b""), Request(good), Request(good[:-9]), Request(b"GIF")])

    assert [isinstance(one.error, ImageError) for one in outcomes] == [True, False, True, True]
    assert outcomes[1].prediction.text == "가"
    assert bench.server.predicted == [1]


def test_nothing_to_read_asks_nothing(bench):
    assert bench.client.read([]) == []
    assert bench.server.seen == []


def test_status_tells_version_state_signature_and_round_trip(bench):
    status = bench.client.status()

    assert status.reachable and status.ready and status.problem is None
    assert (status.model, status.version, status.state) == ("ocr", "1", ModelState.AVAILABLE)
    assert status.signature is Signature.REVIEW
    assert status.round_trip_s > 0


def test_status_tells_that_the_model_is_loading(bench, fault):
    loading = {"version": "2", "state": "LOADING", "status": {"error_code": "OK"}}
    bench.server.on_get["/ocr"] = fault(200, {"model_version_status": [loading]})

    status = bench.client.status()

    assert status.reachable and not status.ready
    assert (status.version, status.state) == ("2", ModelState.LOADING)


def test_status_tells_why_a_model_could_not_be_loaded(bench, fault):
    ended = {"version": "2", "state": "END", "status": {"error_message": "file is damaged"}}
    bench.server.on_get["/ocr"] = fault(200, {"model_version_status": [ended]})

    assert bench.client.status().problem == "file is damaged"


def test_status_of_another_model_is_reachable_but_not_ready(bench):
    address = bench.server.url.replace("/ocr", "/digits")

    status = bench.connect(address).status()

    assert status.reachable and not status.ready
    assert "digits" in status.problem


def test_status_of_a_label_the_server_does_not_know_is_reachable(bench):
    status = bench.connect(f"{bench.server.url}/labels/new").status()

    assert status.reachable and not status.ready
    assert "new" in status.problem


def test_a_new_version_on_the_server_is_used_from_the_next_read_on(bench, picture, written):
    client = bench.client
    client.read([Request(picture("가"))])
    bench.server.service = type(bench.server.service)(written(version="2"), name="ocr")

    status = client.status()
    assert status.version == "2"
    assert client.identity.version == "1", "what was read so far was read by 1"

    client.read([Request(picture("가"))])
    assert client.identity.version == "2"


def test_a_version_that_vanishes_mid_read_is_replaced_and_all_is_read_by_the_new(
    bench, picture, written
):
    client = bench.connect(tuner=Tuner(Setting(images=1, under_way=1)))
    client.connect()
    service = type(bench.server.service)(written(version="2"), name="ocr")

    def swap(handler):
        handler.answer(handler.body)
        bench.server.service = service

    bench.server.faults.append(swap)
    outcomes = client.read([Request(picture(word)) for word in ("가", "나", "다")])

    assert [one.prediction.text for one in outcomes] == ["가", "나", "다"]
    assert client.identity.version == "2"
    by_version = [one.path for one in bench.server.seen if one.path.endswith(":predict")]
    assert by_version[-3:] == ["/v1/models/ocr/versions/2:predict"] * 3


def test_the_next_request_is_there_while_one_is_answered(bench, picture):
    """A server that works on one batch at a time finds the next whenever it is done with one."""
    total = 40
    arrived, answered = [], []
    changed, work = threading.Condition(), threading.Lock()

    def answer_when_another_waits(handler):
        with changed:
            arrived.append(bench.server.seen[-1])
            changed.notify_all()
        with work, changed:
            another = changed.wait_for(
                lambda: len(arrived) > len(answered) + 1 or sum(bench.server.predicted) == total,
                timeout=10,
            )
            answered.append(another)
        handler.answer(handler.body)

    client = bench.connect(tuner=Tuner(Setting(images=4, under_way=2)))
    client.connect()
    bench.server.always = answer_when_another_waits
    outcomes = client.read([Request(picture("가")) for _ in range(total)])

    assert all(one.prediction.text == "가" for one in outcomes)
    assert all(answered), "the server would have been idle"


def test_requests_hold_no_more_bytes_than_agreed(bench, picture):
    tuner = Tuner(Setting(images=64, under_way=1))
    tuner.request_bytes = 500
    client = bench.connect(tuner=tuner)

    client.read([Request(picture("가나다라")) for _ in range(20)])

    per_image = len(picture("가나다라")) * 4 // 3
    assert sum(bench.server.predicted) == 20
    assert max(bench.server.predicted) == 500 // per_image > 1


def test_a_stream_is_asked_for_as_it_is_read(bench, picture):
    taken = []

    def requests():
        for i in range(1000):
            taken.append(i)
            yield Request(picture("가"))

    stream = bench.client.stream(requests())
    next(stream)
    stream.close()

    assert len(taken) < 1000


def test_a_closed_backend_says_so(bench, picture):
    client = bench.client
    client.close()

    with pytest.raises(BackendError, match=r"stopped|closed"):
        client.read([Request(picture("가"))])
    assert not client.status().reachable


def test_closing_ends_a_read_that_waits_for_an_answer(bench, picture):
    arrived, hung_up = threading.Event(), threading.Event()
    client = bench.client
    client.connect()

    def never_answer(handler):
        arrived.set()
        handler.connection.recv(1)  # returns once the client hangs up
        hung_up.set()

    bench.server.always = never_answer
    failures = []

    def read():
        try:
            client.read([Request(picture("가"))])
        except BackendError as error:
            failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    assert arrived.wait(10)
    client.close()
    reader.join(10)

    assert len(failures) == 1 and hung_up.wait(10)


def test_rows_go_out_as_the_first_generation_of_servers_expects_them(
    serve, written, bench, picture
):
    server = serve(written(scores_labels=False))
    bodies = []
    client = bench.connect(server.url)
    client.connect()
    server.faults.append(
        lambda handler: (bodies.append(handler.body), handler.answer(handler.body))
    )

    client.read([Request(picture("가"), "가")])

    sent = json.loads(bodies[0])
    assert list(sent) == ["instances"]
    assert list(sent["instances"][0]) == ["image"]
    assert list(sent["instances"][0]["image"]) == ["b64"]


def test_open_serving_takes_an_address_as_typed(bench):
    with_port = open_serving(f"127.0.0.1:{bench.server.port}", default_model="ocr")
    assert with_port.status().ready
    with_port.close()


def test_a_call_goes_in_several_requests_that_the_server_rests_little(bench, picture):
    client = bench.connect(tuner=Tuner(Setting(images=128, under_way=1)))
    requests = [Request(picture("가"))] * 100

    client.read(requests)
    assert bench.server.predicted == [16] * 6 + [4]

    bench.server.seen.clear()
    list(client.stream(requests))
    assert bench.server.predicted == [100]
