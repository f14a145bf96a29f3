"""Everything that goes wrong between a client and a server, over real sockets."""

import base64
import math
import re
import socket
import threading

import pytest

from recognizer.backends.serving import RetryPolicy
from recognizer.backends.serving_channel import Limits
from recognizer.backends.serving_credentials import BasicLogin, BearerToken, FixedCredentials
from recognizer.backends.serving_errors import (
    BadAnswerError,
    BusyError,
    CredentialsError,
    CutOffError,
    FaultyServerError,
    NoSuchModelError,
    OverdueError,
    UnreachableError,
)
from recognizer.backends.serving_tuning import Setting, Tuner
from recognizer.contract import Request
from recognizer.errors import BackendError, ImageError

# Short for what never comes, long enough for what a busy machine answers late.
SILENT_FOR = Limits(read_s=0.8)
DONE_WITHIN = Limits(total_s=1.2)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def row(text, **changes):
    good = {
        "codepoints": [*map(ord, text), 0],
        "confidence": [0.5] * len(text) + [0.0],
        "log_prob": -1.0,
        "label_log_prob": -1.0,
        "label_char_log_prob": [-0.5, -0.5],
    }
    return good | changes


# No connection


def test_refused(bench, picture):
    client = bench.connect(f"127.0.0.1:{free_port()}")

    with pytest.raises(UnreachableError, match=r"Nothing answers at http://127\.0\.0\.1:"):
        client.read([Request(picture("가"))])
    assert bench.clock.waits == [], "asking again at once would be refused again"
    status = client.status()
    assert not status.reachable and "Start the server" in status.problem


def test_no_such_host(bench, picture):
    client = bench.connect("http://no-such-host.invalid:8501/v1/models/ocr")

    with pytest.raises(UnreachableError, match=r"no host named 'no-such-host\.invalid'"):
        client.read([Request(picture("가"))])


def test_a_server_without_tls_at_an_https_address(bench, picture):
    client = bench.connect(bench.server.url.replace("http://", "https://"))

    with pytest.raises(BackendError, match=r"https://127\.0\.0\.1"):
        client.read([Request(picture("가"))])


def test_a_missing_ca_file_is_named(bench, tmp_path):
    with pytest.raises(BackendError, match=r"ours\.pem"):
        bench.connect(ca_file=tmp_path / "ours.pem")


# Slowness


def test_silence(bench, picture):
    client = bench.connect(limits=SILENT_FOR)
    client.connect()
    gone = threading.Event()

    def say_nothing(handler):
        handler.connection.recv(1)  # returns once the client hangs up
        gone.set()

    bench.server.always = say_nothing
    with pytest.raises(OverdueError, match=r"silent for 0\.8 s"):
        client.read([Request(picture("가"))])
    assert gone.wait(10)
    assert bench.server.predicted == [1], "a slow server is not given the same work twice"


@pytest.mark.parametrize("part", ["head", "body"])
def test_slow_drip_ends_at_the_deadline(bench, picture, part):
    """A byte now and then is never silence, so only the whole exchange's limit ends it."""
    client = bench.connect(limits=DONE_WITHIN)
    client.connect()
    gone = threading.Event()

    def drip(handler):
        head = b"HTTP/1.1 200 OK\r\n"
        if part == "body":
            head += b"Content-Length: 100000\r\n\r\n"
        handler.wfile.write(head)
        try:
            while True:
                handler.wfile.write(b"x")
                gone.wait(0.02)
        except OSError:
            gone.set()

    bench.server.always = drip
    with pytest.raises(OverdueError, match=r"did not finish its answer within 1\.2 s"):
        client.read([Request(picture("가"))])
    assert gone.wait(10), "the connection stays open"


# The server says no


def test_429_waits_as_long_as_asked_and_sends_less(bench, picture, fault):
    tuner = Tuner(Setting(images=2, under_way=4))
    client = bench.connect(tuner=tuner)
    client.connect()
    bench.server.faults.append(fault(429, {"error": "queue full"}, Retry_After="7"))

    outcomes = client.read([Request(picture("가")), Request(picture("나"))])

    assert [one.prediction.text for one in outcomes] == ["가", "나"]
    assert bench.clock.waits == [pytest.approx(7)]
    assert tuner.setting.under_way == 2


def test_429_that_asks_for_too_long_is_passed_on(bench, picture, fault):
    client = bench.client
    client.connect()
    bench.server.faults.append(fault(429, {"error": "tomorrow"}, Retry_After="86400"))

    with pytest.raises(BusyError, match="tomorrow") as raised:
        client.read([Request(picture("가"))])
    assert raised.value.retry_after_s == 86400
    assert bench.clock.waits == []


@pytest.mark.parametrize(
    "asked",
    [
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "Wed, 21 Oct 2015 01:28:00 3999999999999",
        "Mon, 01 Jan 0001 00:00:00 +2359",
        "in a moment",
    ],
)
def test_retry_after_may_be_a_date_or_nonsense(bench, picture, fault, asked):
    client = bench.client
    client.connect()
    bench.server.faults.append(fault(503, {"error": "later"}, Retry_After=asked))

    assert client.read([Request(picture("가"))])[0].prediction.text == "가"
    assert bench.clock.waits == [pytest.approx(RetryPolicy().first_wait_s)]


def test_429_for_ever_gives_up(bench, picture, fault):
    client = bench.client
    client.connect()
    bench.server.always = fault(429, {"error": "queue full"})

    with pytest.raises(BusyError, match="queue full"):
        client.read([Request(picture("가"))])
    assert bench.clock.waits == [pytest.approx(s) for s in (0.25, 0.5, 1, 2, 4)]


def test_500_once_is_asked_again_once(bench, picture, fault):
    client = bench.client
    client.connect()
    bench.server.faults.append(fault(500, {"error": "out of memory"}))

    assert client.read([Request(picture("가"))])[0].prediction.text == "가"
    assert bench.server.predicted == [1, 1]


def test_500_for_ever_is_the_servers_fault_and_no_images(bench, picture, fault):
    client = bench.client
    client.connect()
    bench.server.always = fault(500, {"error": "out of memory"})

    with pytest.raises(FaultyServerError, match=r"HTTP 500: out of memory.*log"):
        client.read([Request(picture("가")), Request(picture("나"))])
    assert len(bench.server.predicted) == 4, "the batch twice, a plain image twice"


def test_503_while_the_model_loads(bench, picture, fault):
    client = bench.client
    client.connect()
    loading = fault(503, {"error": "Servable is loading"})
    bench.server.faults.extend([loading, loading])

    assert client.read([Request(picture("가"))])[0].prediction.text == "가"
    assert bench.clock.waits == [pytest.approx(0.25), pytest.approx(0.5)]


def test_a_model_that_loads_when_the_client_comes_is_waited_for(bench, picture, fault):
    state = {"version": "1", "state": "LOADING", "status": {}}

    def load(handler):
        handler.server.on_get.clear()
        fault(200, {"model_version_status": [state]})(handler)

    bench.server.on_get["/ocr"] = load

    assert bench.client.read([Request(picture("가"))])[0].prediction.text == "가"
    assert bench.clock.waits == [pytest.approx(0.25)]


def test_another_model_is_named(bench, picture):
    client = bench.connect(bench.server.url.replace("ocr", "digits"))

    with pytest.raises(NoSuchModelError, match=r"'digits'.*Check the model's name"):
        client.read([Request(picture("가"))])


def test_wrong_credentials(bench, picture, fault):
    bench.server.on_get[""] = fault(401, {"error": "who are you"})

    with pytest.raises(CredentialsError, match=r"401: who are you.*again"):
        bench.client.read([Request(picture("가"))])


def test_413_makes_requests_smaller_and_reads_all(bench, picture, fault):
    tuner = Tuner(Setting(images=8, under_way=1))
    client = bench.connect(tuner=tuner)
    client.connect()
    too_large = fault(413, b"<html>nginx</html>")

    def refuse_many(handler):
        many = bench.server.predicted[-1] > 2
        too_large(handler) if many else handler.answer(handler.body)

    bench.server.always = refuse_many
    outcomes = client.read([Request(picture("가")) for _ in range(16)])

    assert all(one.prediction.text == "가" for one in outcomes)
    # 8, halved to 4 and to 2; the next batch is cut to what was learned.
    assert bench.server.predicted[:4] == [8, 4, 2, 2]
    assert sum(many > 4 for many in bench.server.predicted) == 1


# Bad answers


def test_a_cut_mid_answer_is_asked_again(bench, picture):
    client = bench.client
    client.connect()

    def cut(handler):
        handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"predictions": [[')
        handler.close_connection = True

    bench.server.faults.append(cut)
    assert client.read([Request(picture("가"))])[0].prediction.text == "가"

    bench.server.always = cut
    with pytest.raises(CutOffError, match="broke the connection"):
        client.read([Request(picture("가"))])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>It works!</html>", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"9" * 10_000, "JSON"),
        (b'{"predictions": [[44032', "JSON"),
        (b"[]", "without a list of predictions"),
        ({"outputs": [[44032]]}, "without a list of predictions"),
        ({"predictions": {"codepoints": []}}, "without a list of predictions"),
        ({"predictions": []}, "0 rows to 2 images"),
        ({"predictions": [row("가")]}, "1 rows to 2 images"),
        ({"predictions": [row("가")] * 3}, "3 rows to 2 images"),
    ],
)
def test_an_answer_that_is_none(bench, picture, fault, content, said):
    client = bench.client
    client.connect()
    bench.server.always = fault(200, content)

    with pytest.raises(BadAnswerError, match=said):
        client.read([Request(picture("가")), Request(picture("나"))])
    assert bench.server.predicted == [2]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ([44032, 44172], "not an object"),
        (row("가", codepoints=[[44032]]), "not a Unicode code point"),
        (row("가", codepoints=[0x110000]), "not a Unicode code point"),
        (row("가", codepoints=[-1]), "not a Unicode code point"),
        (row("가", codepoints=[0xD800]), "not a Unicode code point"),
        (row("가", codepoints=[44032.5]), "not a Unicode code point"),
        (row("가", codepoints=[True]), "not a Unicode code point"),
        (row("가", codepoints=[0, 44032]), "behind its padding"),
        (row("가", codepoints="가"), "not a Unicode code point"),
        (row("가", codepoints=44032), "row of code points"),
        (row("가", confidence=[math.nan]), "not a number"),
        (row("가", confidence=[]), "0 values for 1 characters"),
        (row("가", confidence=[1.5]), "between 0 and 1"),
        (row("가", confidence=["high"]), "not numbers"),
        (row("가", log_prob=math.nan), "not a number"),
        (row("가", log_prob=math.inf), "not a number"),
        (row("가", log_prob=[-1.0]), "dimensions"),
        (row("가", log_prob=None), "not a number"),
        (row("가", label_char_log_prob=[-1.0, math.nan]), "not a number"),
        (row("가", label_char_log_prob=[-1.0]), "1 values for 2 characters"),
        (row("가", word_share=0), "word_share"),
        ({"codepoints": [44032]}, "without confidence, log_prob"),
    ],
)
def test_a_row_that_is_no_reading_is_the_error_of_its_image_alone(bench, picture, fault, bad, said):
    client = bench.client
    client.connect()
    bench.server.always = fault(200, {"predictions": [row("나"), bad]})

    good, wrong = client.read([Request(picture("나"), "나"), Request(picture("가"), "가")])

    assert good.prediction.text == "나" and good.error is None
    assert wrong.prediction is None and said in str(wrong.error)


def test_code_points_out_of_range_in_the_default_signature(serve, written, bench, picture, fault):
    server = serve(written(scores_labels=False))
    client = bench.connect(server.url)
    client.connect()
    server.always = fault(200, {"predictions": [[44032, 0], [99999999, 0]]})

    good, wrong = client.read([Request(picture("가")), Request(picture("가"))])

    assert good.prediction.text == "가"
    assert "99999999 is not a Unicode code point" in str(wrong.error)


@pytest.mark.parametrize("announced", [True, False])
def test_an_answer_of_a_gigabyte_is_not_read(bench, picture, announced):
    limits = Limits(answer_bytes=1_000_000)
    client = bench.connect(limits=limits)
    client.connect()
    sent, gone = [], threading.Event()

    def flood(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        if announced:
            handler.wfile.write(b"Content-Length: 1000000000\r\n\r\n")
        else:
            handler.wfile.write(b"Transfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        handler.close_connection = True
        try:
            for _ in range(1_000_000_000 // 0x10000):
                handler.wfile.write(chunk)
                sent.append(len(chunk))
        except OSError:
            gone.set()

    bench.server.always = flood
    with pytest.raises(BadAnswerError, match="answers with more than"):
        client.read([Request(picture("가"))])
    assert gone.wait(10) and sum(sent) < 100_000_000
    assert bench.server.predicted == [1]


def test_a_length_of_thousands_of_digits_is_too_long(bench, picture):
    client = bench.client
    client.connect()

    def boast(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n")
        handler.close_connection = True

    bench.server.always = boast
    with pytest.raises(BadAnswerError, match="answers with more than"):
        client.read([Request(picture("가"))])


def test_a_status_with_a_version_that_is_no_number_is_no_status(bench, fault):
    entry = b'{"model_version_status": [{"version": 1e400, "state": "AVAILABLE"}]}'
    bench.server.on_get["/v1/models/ocr"] = fault(200, entry)

    assert "does not tell a model's status" in bench.client.status().problem


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (b'"\\ud800 is wrong"', r"\? is wrong"),
        (b"[" * 900 + b"]" * 900, r"\[\[\[.*\.\.\."),
        (b"null", "None"),
        (b'"  "', "without a reason"),
    ],
)
def test_what_a_server_says_of_its_error_can_be_shown(bench, fault, error, said):
    bench.server.on_get["/v1/models/ocr"] = fault(500, b'{"error": ' + error + b"}")

    problem = bench.client.status().problem

    assert re.search(said, problem) and problem.encode()


def test_compression_that_nobody_asked_for_is_refused(bench, picture, fault):
    client = bench.client
    client.connect()
    bench.server.always = fault(200, b"\x1f\x8b", Content_Encoding="gzip")

    with pytest.raises(BadAnswerError, match="compresses"):
        client.read([Request(picture("가"))])


def test_a_redirect_to_another_host_is_not_followed(serve, bench, picture, fault):
    elsewhere = serve()
    secret = FixedCredentials(f"http://127.0.0.1:{bench.server.port}", BearerToken("t0p"))
    client = bench.connect(credentials=secret)
    client.connect()
    bench.server.always = fault(307, b"", Location=f"{elsewhere.url}:predict")

    with pytest.raises(UnreachableError, match=f"redirects to {elsewhere.url}"):
        client.read([Request(picture("가"))])
    assert elsewhere.seen == []


# Credentials


@pytest.mark.parametrize(
    ("secret", "header"),
    [(BearerToken("t0p"), "Bearer t0p"), (BasicLogin("kim", "비밀"), "Basic a2ltOuu5hOuwgA==")],
)
def test_credentials_go_with_every_request_to_their_own_server(bench, picture, secret, header):
    origin = f"http://127.0.0.1:{bench.server.port}"
    client = bench.connect(credentials=FixedCredentials(origin, secret))

    client.read([Request(picture("가"))])

    assert {one.authorization for one in bench.server.seen} == {header}


def test_credentials_of_another_server_are_not_sent(bench, picture):
    other = FixedCredentials("http://127.0.0.1:1", BearerToken("t0p"))

    bench.connect(credentials=other).read([Request(picture("가"))])

    assert {one.authorization for one in bench.server.seen} == {None}


# One bad image


def refusing(bench, poison, fault, *, status=400):
    """Fail every batch that holds `poison`, as a decoder that chokes on it does."""
    refusal = fault(status, {"error": "Invalid PNG data, size 17"})

    def look(handler):
        hit = poison in handler.body
        refusal(handler) if hit else handler.answer(handler.body)

    bench.server.always = look


@pytest.mark.parametrize("status", [400, 500])
@pytest.mark.parametrize("culprits", [[0], [15], [6], [3, 4], [1, 8, 14]])
def test_images_that_fail_their_batch_are_found_by_splitting(
    bench, picture, fault, status, culprits
):
    client = bench.connect(tuner=Tuner(Setting(images=16, under_way=1)))
    client.connect()
    words = ["독" if i in culprits else f"{i}" for i in range(16)]
    refusing(bench, base64.b64encode(picture("독")), fault, status=status)

    outcomes = client.read([Request(picture(word)) for word in words])

    wrong = [i for i, one in enumerate(outcomes) if one.error is not None]
    assert wrong == culprits
    assert all(isinstance(outcomes[i].error, ImageError) for i in culprits)
    assert "Invalid PNG data" in str(outcomes[culprits[0]].error)
    assert [one.prediction.text for one in outcomes if one.prediction] == [
        word for word in words if word != "독"
    ]


def test_splitting_asks_for_a_single_culprit_in_a_logarithm_of_requests(bench, picture, fault):
    client = bench.connect(tuner=Tuner(Setting(images=16, under_way=1)))
    client.connect()
    refusing(bench, base64.b64encode(picture("독")), fault)

    client.read([Request(picture("독" if i == 5 else "가")) for i in range(16)])

    assert bench.server.predicted == [16, 1, 8, 4, 4, 2, 1, 1, 2, 8][: len(bench.server.predicted)]
    assert len(bench.server.predicted) == 10


def test_a_model_that_refuses_everything_is_not_split_for(bench, picture, fault):
    client = bench.client
    client.connect()
    bench.server.always = fault(400, {"error": "You must feed a value for placeholder x"})

    with pytest.raises(BackendError, match=r"plain image.*placeholder x"):
        client.read([Request(picture("가")) for _ in range(16)])
    assert bench.server.predicted == [16, 1]


# Coming back


def test_recovery_when_the_server_returns(bench, serve, picture):
    port = bench.server.port
    client = bench.client
    client.read([Request(picture("가"))])
    bench.server.stop()
    with pytest.raises(BackendError):
        client.read([Request(picture("나"))])
    assert not client.status().reachable

    serve(port=port)

    assert client.status().ready
    assert client.read([Request(picture("나"))])[0].prediction.text == "나"


def test_what_was_answered_before_a_failure_is_not_sent_again(bench, picture, fault):
    client = bench.connect(tuner=Tuner(Setting(images=2, under_way=1)))
    client.connect()
    requests = [Request(picture(word)) for word in "가나다라마바사아"]
    go_on = [lambda handler: handler.answer(handler.body)] * 2
    bench.server.faults.extend([*go_on, fault(307, b"", Location="http://example.com")])
    with pytest.raises(BackendError):
        client.read(requests)
    before = len(bench.server.predicted)

    outcomes = client.read(requests)

    assert [one.prediction.text for one in outcomes] == list("가나다라마바사아")
    assert sum(bench.server.predicted[before:]) == 4


def test_answers_of_another_version_are_not_kept(bench, picture, fault, written):
    client = bench.connect(tuner=Tuner(Setting(images=1, under_way=1)))
    client.connect()
    requests = [Request(picture("가")), Request(picture("나"))]
    bench.server.faults.extend(
        [lambda handler: handler.answer(handler.body), fault(307, b"", Location="http://a.example")]
    )
    with pytest.raises(BackendError):
        client.read(requests)
    bench.server.service = type(bench.server.service)(written(version="2"), name="ocr")
    client.status()
    before = len(bench.server.predicted)

    client.read(requests)

    assert sum(bench.server.predicted[before:]) == 2
