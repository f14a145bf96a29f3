"""TensorFlow Serving's REST answers over one local backend, without the HTTP.

What is asked and what is answered follows its documented REST API, its error texts included, so
that a client cannot tell the difference.
"""

import base64
import binascii
import json
import os
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote

from numpy.typing import NDArray

from recognizer.contract import Backend, Outcome, Prediction, Request
from recognizer.errors import BackendError
from recognizer.review_signature import (
    CODEPOINTS,
    DEFAULT_SIGNATURE,
    IMAGE,
    LABEL,
    OUTPUTS,
    REVIEW_SIGNATURE,
    default_columns,
    review_columns,
)

_MODEL: Final = r"(?:/v1/models/([^/:]+)(?:/versions/(\d+)|/labels/([^/:]+))?)"
_PREDICT_PATH = re.compile(_MODEL + r":(classify|regress|predict)", re.IGNORECASE)
_STATUS_PATH = re.compile(_MODEL + r"(/metadata)?", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """An HTTP status and the JSON value that goes with it."""

    status: HTTPStatus
    content: Any


class _ServingError(Exception):
    """An answer that is an error, with TensorFlow Serving's code and text."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class _Asked:
    """A predict request taken apart; `by_row` says which of the two forms it came in."""

    signature: str
    requests: list[Request]
    by_row: bool


class ModelService:
    """Answers for one model with one version; `labels` are names of that version.

    Answers may be asked for from many threads; the backend, a local one, is asked by as many at
    once as there are CPUs.
    """

    def __init__(self, backend: Backend, *, name: str, labels: Sequence[str] = ()) -> None:
        self._backend = backend
        self._free = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._labels = frozenset(labels)
        self.name = name
        said = backend.identity.version
        self.version = int(said) if said.isdecimal() else 1

    def answer(self, method: str, path: str, body: bytes = b"") -> Reply:
        """Answer one HTTP request."""
        try:
            return Reply(HTTPStatus.OK, self._answer(method, path, body))
        except _ServingError as error:
            return Reply(error.status, {"error": str(error)})
        except BackendError as error:
            return Reply(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": str(error)})

    def _answer(self, method: str, path: str, body: bytes) -> Any:
        if method == "POST" and (match := _PREDICT_PATH.fullmatch(path)):
            name, version, label, verb = match.groups()
            self._find(name, version, label, "Servable not found for request: {}")
            return self._predict(verb.lower(), body)
        if method == "GET" and (match := _STATUS_PATH.fullmatch(path)):
            name, version, label, metadata = match.groups()
            if metadata:
                self._find(name, version, label, "Servable not found for request: {}")
                return self._metadata()
            self._find(name, version, label, "Could not find {} of model {}")
            return self._status()
        if method == "GET" and path.lower() == "/v1/models":
            raise _bad_request("Missing model name in request.")
        if not path.lower().startswith("/v1/"):
            raise _ServingError(HTTPStatus.NOT_FOUND, "Not Found")
        raise _bad_request(f"Malformed request: {method} {path}")

    def _find(self, name: str, version: str | None, label: str | None, missing: str) -> None:
        """Raise unless this model, and this version of it, is the one that is served."""
        name = unquote(name)
        known = name == self.name
        if known and label is not None and unquote(label) not in self._labels:
            raise _bad_request(f"Unrecognized servable version label: {unquote(label)}")
        if known and version in (None, str(self.version)):
            return
        if missing.startswith("Could"):
            which = "any versions" if version is None else f"version {version}"
            raise _ServingError(HTTPStatus.NOT_FOUND, missing.format(which, name))
        which = f"Latest({name})" if version is None else f"Specific({name}, {version})"
        raise _ServingError(HTTPStatus.NOT_FOUND, missing.format(which))

    def _status(self) -> Any:
        return {
            "model_version_status": [
                {
                    "version": str(self.version),
                    "state": "AVAILABLE",
                    "status": {"error_code": "OK", "error_message": ""},
                }
            ]
        }

    def _metadata(self) -> Any:
        signatures = {DEFAULT_SIGNATURE: _signature([IMAGE], [CODEPOINTS])}
        if self._backend.scores_labels:
            signatures[REVIEW_SIGNATURE] = _signature([IMAGE, LABEL], [*OUTPUTS])
        return {
            "model_spec": {"name": self.name, "signature_name": "", "version": str(self.version)},
            "metadata": {"signature_def": {"signature_def": signatures}},
        }

    def _predict(self, verb: str, body: bytes) -> Any:
        if verb != "predict":
            raise _bad_request(
                f"Expected {verb} signature method_name to be tensorflow/serving/{verb}."
                " Was: tensorflow/serving/predict"
            )
        asked = self._asked(body)
        review = asked.signature == REVIEW_SIGNATURE
        with self._free:
            outcomes = self._backend.read(asked.requests, attention=review)
        predictions = [_prediction(i, outcome) for i, outcome in enumerate(outcomes)]
        if review:
            columns = review_columns(predictions, [one.label_score for one in outcomes])
        else:
            columns = default_columns(predictions)
        return _by_row(columns) if asked.by_row else _by_column(columns)

    def _asked(self, body: bytes) -> _Asked:
        document = _parsed(body)
        signature = document.get("signature_name", DEFAULT_SIGNATURE) or DEFAULT_SIGNATURE
        if not isinstance(signature, str):
            raise _bad_request("'signature_name' key must be a string value.")
        known: dict[str, tuple[str, ...]] = {DEFAULT_SIGNATURE: (IMAGE,)}
        if self._backend.scores_labels:
            known[REVIEW_SIGNATURE] = (IMAGE, LABEL)
        if signature not in known:
            raise _bad_request(f'Serving signature name: "{signature}" not found in signature def')
        if "instances" in document and "inputs" in document:
            raise _bad_request(
                "Not formatted correctly expecting only one of 'inputs' or 'instances' keys to"
                " exist"
            )
        if "instances" in document:
            columns = _columns_of_rows(document["instances"], known[signature])
        elif "inputs" in document:
            columns = _columns_of_inputs(document["inputs"], known[signature])
        else:
            raise _bad_request("Missing 'inputs' or 'instances' key")
        return _Asked(signature, _requests(columns), by_row="instances" in document)


def _bad_request(message: str) -> _ServingError:
    return _ServingError(HTTPStatus.BAD_REQUEST, message)


def _prediction(row: int, outcome: Outcome) -> Prediction:
    """Give the prediction; the wire has no place for one image's error, so it fails the batch."""
    if outcome.prediction is None:
        raise _bad_request(f"image {row} of the batch: {outcome.error}")
    return outcome.prediction


def _parsed(body: bytes) -> Mapping[str, Any]:
    if not body:
        raise _bad_request("JSON Parse error: The document is empty")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _bad_request(f"JSON Parse error: {error}") from error
    if not isinstance(document, dict):
        raise _bad_request("JSON Value: is not an object")
    return document


def _columns_of_rows(instances: Any, names: Sequence[str]) -> dict[str, list[bytes]]:
    """Read the row form: objects by input name, or bare values where there is one input."""
    if not isinstance(instances, list):
        raise _bad_request("Expecting 'instances' to be a list/array")
    if not instances:
        raise _bad_request("No values in 'instances' array")
    columns: dict[str, list[bytes]] = {name: [] for name in names}
    by_name = isinstance(instances[0], dict) and not _is_base64(instances[0])
    if not by_name and len(names) > 1:
        raise _bad_request(
            "instances is a plain list, but expecting list of objects as multiple input tensors"
            " required as per tensorinfo_map"
        )
    for row, element in enumerate(instances):
        named = isinstance(element, dict) and not _is_base64(element)
        if named != by_name:
            expected, got = ("object", "list") if by_name else ("value/list", "object")
            raise _bad_request(f"Expecting {expected} but got {got} at item {row} of input list")
        values = element if by_name else {names[0]: element}
        if set(values) != set(names):
            raise _bad_request(
                f"Failed to process element: {row} of 'instances' list. JSON object keys must be"
                f" equal to: {','.join(sorted(names))}"
            )
        for name in names:
            columns[name].append(_bytes(values[name], f"element: {row} key: {name} of 'instances'"))
    return columns


def _columns_of_inputs(inputs: Any, names: Sequence[str]) -> dict[str, list[bytes]]:
    """Read the column form: lists by input name, or a bare list where there is one input."""
    if not isinstance(inputs, dict) or _is_base64(inputs):
        if len(names) > 1:
            raise _bad_request(
                "inputs is a plain value/list, but expecting an object as multiple input tensors"
                " required as per tensorinfo_map"
            )
        inputs = {names[0]: inputs}
    columns = {}
    for name in names:
        if name not in inputs:
            raise _bad_request(f"Missing named input: {name} in 'inputs' object.")
        values = inputs[name]
        if not isinstance(values, list) or not values:
            raise _bad_request(f"'inputs' object: {name} has to be a list of at least one value")
        columns[name] = [_bytes(value, f"element: {i} of {name}") for i, value in enumerate(values)]
    if len({len(column) for column in columns.values()}) > 1:
        raise _bad_request("The named inputs have different sizes of the 0-th dimension")
    return columns


def _is_base64(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"b64"}


def _bytes(value: Any, place: str) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if not _is_base64(value) or not isinstance(value["b64"], str):
        raise _bad_request(f"Failed to process {place}. Error: JSON Value is not a string")
    try:
        return base64.b64decode(value["b64"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise _bad_request(f"Failed to process {place}. Error: Unable to base64 decode") from error


def _requests(columns: Mapping[str, Sequence[bytes]]) -> list[Request]:
    images = columns[IMAGE]
    if LABEL not in columns:
        return [Request(image) for image in images]
    try:
        labels = [label.decode("utf-8") for label in columns[LABEL]]
    except UnicodeDecodeError as error:
        raise _bad_request(f"{LABEL}: not UTF-8") from error
    return [Request(image, label) for image, label in zip(images, labels, strict=True)]


def _by_row(columns: Mapping[str, NDArray[Any]]) -> Any:
    if len(columns) == 1:
        return {"predictions": next(iter(columns.values())).tolist()}
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return {"predictions": [dict(zip(columns, row, strict=True)) for row in rows]}


def _by_column(columns: Mapping[str, NDArray[Any]]) -> Any:
    if len(columns) == 1:
        return {"outputs": next(iter(columns.values())).tolist()}
    return {"outputs": {name: column.tolist() for name, column in columns.items()}}


def _signature(inputs: Sequence[str], outputs: Sequence[str]) -> Any:
    return {
        "inputs": {name: _tensor(name, "DT_STRING", 1) for name in inputs},
        "outputs": {
            name: _tensor(
                name, "DT_INT64" if OUTPUTS[name].integers else "DT_FLOAT", OUTPUTS[name].rank
            )
            for name in outputs
        },
        "method_name": "tensorflow/serving/predict",
    }


def _tensor(name: str, dtype: str, rank: int) -> Any:
    return {
        "dtype": dtype,
        "tensor_shape": {"dim": [{"size": "-1", "name": ""}] * rank, "unknown_rank": False},
        "name": f"{name}:0",
    }


def encode(content: Any) -> bytes:
    """Give JSON as TensorFlow Serving writes it: NaN and Infinity are words of their own."""
    return json.dumps(content, ensure_ascii=False, allow_nan=True).encode("utf-8", "replace")
