"""What TensorFlow Serving's REST API documents, asked of `serve`."""

import base64
import functools
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import numpy as np
import pytest

from recognizer.contract import LabelScore, ModelIdentity, Outcome, Prediction
from recognizer.errors import BackendError, ImageError, RecognizerError
from recognizer.model_service import ModelService, encode


class Echo:
    """Reads the image's bytes as the text; `bad` and `broken` fail."""

    identity = ModelIdentity("alpha", "3")

    def __init__(self, *, scores_labels=True):
        self.scores_labels = scores_labels

    def read(self, requests, *, attention=False):
        return [self._read(one, attention) for one in requests]

    def close(self):
        pass

    def _read(self, request, attention):
        text = request.image.decode()
        if text == "broken":
            raise BackendError("the model fell over")
        if text == "bad":
            return Outcome(error=ImageError("not an image"))
        weights = np.full((len(text), 2), 0.5, np.float32) if attention else None
        prediction = Prediction(text, (0.5,) * len(text), -1.0, attention=weights)
        if request.label == "☃":
            return Outcome(prediction, label_error=RecognizerError("unknown"))
        if request.label is None:
            return Outcome(prediction)
        steps = (-0.5,) * (len(request.label) + 1)
        return Outcome(prediction, LabelScore(sum(steps), steps))


@pytest.fixture
def service():
    return ModelService(Echo(), name="ocr", labels=["stable"])


def b64(text):
    return {"b64": base64.b64encode(text.encode()).decode()}


def post(service, document, path="/v1/models/ocr:predict"):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return service.answer("POST", path, body)


@pytest.mark.parametrize(
    "instances",
    [[{"image": b64("가게")}, {"image": b64("가")}], [b64("가게"), b64("가")], ["가게", "가"]],
)
def test_rows(service, instances):
    reply = post(service, {"instances": instances})

    assert reply.status == HTTPStatus.OK
    assert reply.content == {"predictions": [[44032, 44172], [44032, 0]]}


@pytest.mark.parametrize("inputs", [{"image": [b64("가게"), b64("가")]}, [b64("가게"), b64("가")]])
def test_columns(service, inputs):
    reply = post(service, {"inputs": inputs, "signature_name": "serving_default"})

    assert reply.content == {"outputs": [[44032, 44172], [44032, 0]]}


def test_the_review_signature_by_row(service):
    instances = [{"image": b64("가게"), "label": "가개"}, {"image": b64("가"), "label": b64("☃")}]
    reply = post(service, {"signature_name": "review", "instances": instances})

    first, second = reply.content["predictions"]
    assert first["codepoints"] == [44032, 44172] and second["codepoints"] == [44032, 0]
    assert first["confidence"] == [0.5, 0.5] and second["confidence"] == [0.5, 0.0]
    assert first["label_char_log_prob"] == [-0.5] * 3
    assert np.array(first["attention"]).shape == (2, 2)
    assert b'"label_log_prob": NaN' in encode(reply.content)


def test_the_review_signature_by_column(service):
    inputs = {"image": [b64("가"), b64("나")], "label": ["가", ""]}
    reply = post(service, {"signature_name": "review", "inputs": inputs})

    assert reply.content["outputs"]["codepoints"] == [[44032], [45208]]
    assert reply.content["outputs"]["label_log_prob"] == [-1.0, -0.5]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/models/ocr:predict",
        "/v1/models/ocr/versions/3:predict",
        "/v1/models/ocr/labels/stable:predict",
        "/V1/Models/ocr:Predict",
    ],
)
def test_versions_and_labels(service, path):
    assert post(service, {"instances": ["가"]}, path).status == HTTPStatus.OK


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/v1/models/x:predict", 404, "Servable not found for request: Latest(x)"),
        (
            "/v1/models/ocr/versions/9:predict",
            404,
            "Servable not found for request: Specific(ocr, 9)",
        ),
        ("/v1/models/ocr/labels/new:predict", 400, "Unrecognized servable version label: new"),
        ("/v1/models/ocr", 400, "Malformed request: POST /v1/models/ocr"),
        ("/v1/models/ocr/versions/x:predict", 400, "Malformed request"),
        ("/v1/models/ocr:classify", 400, "tensorflow/serving/classify"),
        ("/elsewhere", 404, "Not Found"),
    ],
)
def test_errors_of_the_address(service, path, status, error):
    reply = post(service, {"instances": ["가"]}, path)

    assert reply.status == status
    assert list(reply.content) == ["error"] and error in reply.content["error"]


@pytest.mark.parametrize(
    ("document", "error"),
    [
        (b"", "The document is empty"),
        (b"{", "JSON Parse error"),
        (b"[" * 100_000, "JSON Parse error"),
        ([], "is not an object"),
        ({}, "Missing 'inputs' or 'instances' key"),
        ({"instances": ["가"], "inputs": ["가"]}, "only one of 'inputs' or 'instances'"),
        ({"instances": []}, "No values in 'instances' array"),
        ({"instances": "가"}, "to be a list/array"),
        ({"instances": ["가", {"image": "가"}]}, "got object at item 1"),
        ({"instances": [{"image": "가"}, "가"]}, "got list at item 1"),
        ({"instances": [{"picture": "가"}]}, "keys must be equal to: image"),
        ({"instances": [{"image": "가", "label": "가"}]}, "keys must be equal to: image"),
        ({"instances": [{"image": {"b64": "*"}}]}, "Unable to base64 decode"),
        ({"instances": [{"image": {"b64": 7}}]}, "not a string"),
        ({"instances": [7]}, "not a string"),
        ({"inputs": {"picture": ["가"]}}, "Missing named input: image"),
        ({"inputs": {"image": "가"}}, "list of at least one value"),
        ({"inputs": {"image": []}}, "list of at least one value"),
        ({"instances": ["가"], "signature_name": 100}, "must be a string value"),
        ({"instances": ["가"], "signature_name": "x"}, '"x" not found in signature def'),
        ({"instances": ["가"], "signature_name": "review"}, "expecting list of objects"),
        ({"inputs": ["가"], "signature_name": "review"}, "expecting an object"),
        (
            {"inputs": {"image": ["가", "나"], "label": ["가"]}, "signature_name": "review"},
            "different sizes",
        ),
        ({"instances": ["가", "bad"]}, "image 1 of the batch: not an image"),
    ],
)
def test_errors_of_the_request(service, document, error):
    reply = post(service, document)

    assert reply.status == HTTPStatus.BAD_REQUEST
    assert list(reply.content) == ["error"] and error in reply.content["error"]


def test_a_label_that_is_no_text_is_refused(service):
    instances = [{"image": "가", "label": {"b64": base64.b64encode(b"\xff").decode()}}]

    reply = post(service, {"signature_name": "review", "instances": instances})

    assert reply.status == HTTPStatus.BAD_REQUEST and "UTF-8" in reply.content["error"]


def test_a_model_that_fails_is_the_servers_error(service):
    reply = post(service, {"instances": ["broken"]})
    assert (reply.status, reply.content) == (500, {"error": "the model fell over"})


def test_status(service):
    for path in ("/v1/models/ocr", "/v1/models/ocr/versions/3", "/v1/models/ocr/labels/stable"):
        assert service.answer("GET", path).content == {
            "model_version_status": [
                {
                    "version": "3",
                    "state": "AVAILABLE",
                    "status": {"error_code": "OK", "error_message": ""},
                }
            ]
        }


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/v1/models", 400, "Missing model name in request."),
        ("/v1/models/x", 404, "Could not find any versions of model x"),
        ("/v1/models/ocr/versions/9", 404, "Could not find version 9 of model ocr"),
        ("/v1/models/ocr/labels/new", 400, "Unrecognized servable version label: new"),
        ("/v1/models/x/metadata", 404, "Servable not found for request: Latest(x)"),
        ("/v1/models/ocr:predict", 400, "Malformed request: GET"),
    ],
)
def test_errors_of_status(service, path, status, error):
    reply = service.answer("GET", path)
    assert (reply.status, error in reply.content["error"]) == (status, True)


def test_metadata_tells_both_signatures(service):
    content = service.answer("GET", "/v1/models/ocr/metadata").content

    assert content["model_spec"] == {"name": "ocr", "signature_name": "", "version": "3"}
    signatures = content["metadata"]["signature_def"]["signature_def"]
    assert sorted(signatures) == ["review", "serving_default"]
    assert sorted(signatures["review"]["inputs"]) == ["image", "label"]
    codepoints = signatures["serving_default"]["outputs"]["codepoints"]
    assert codepoints["dtype"] == "DT_INT64" and len(codepoints["tensor_shape"]["dim"]) == 2


def test_an_archive_without_the_review_signature_has_none():
    service = ModelService(Echo(scores_labels=False), name="ocr")
    signatures = service.answer("GET", "/v1/models/ocr/metadata").content["metadata"]
    assert [*signatures["signature_def"]["signature_def"]] == ["serving_default"]

    reply = post(service, {"signature_name": "review", "instances": [{"image": "", "label": ""}]})
    assert reply.status == HTTPStatus.BAD_REQUEST


def test_requests_are_read_beside_each_other_as_far_as_there_are_cpus(monkeypatch):
    class Meeting(Echo):
        """Reads when two are there; three never are."""

        def __init__(self):
            super().__init__()
            self.two, self.counting = threading.Barrier(2, timeout=10), threading.Lock()
            self.inside = self.most = 0

        def read(self, requests, *, attention=False):
            with self.counting:
                self.inside += 1
                self.most = max(self.most, self.inside)
            self.two.wait()
            with self.counting:
                self.inside -= 1
            return super().read(requests, attention=attention)

    monkeypatch.setattr("os.cpu_count", lambda: 2)
    backend = Meeting()
    service = ModelService(backend, name="ocr")
    with ThreadPoolExecutor(4) as callers:
        documents = [{"instances": [text]} for text in ("가", "나", "다", "라")]
        replies = list(callers.map(functools.partial(post, service), documents))

    assert [reply.status for reply in replies] == [HTTPStatus.OK] * 4
    assert backend.most == 2
