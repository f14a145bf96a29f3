"""TensorFlow Serving's REST interface, from the asking side."""

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from recognizer.backends.serving_answer import outcomes_of, signatures_in
from recognizer.backends.serving_channel import (
    Limits,
    ModelState,
    Signature,
    VersionStatus,
    WireImage,
)
from recognizer.backends.serving_credentials import Credentials
from recognizer.backends.serving_errors import BadAnswerError
from recognizer.backends.serving_http import HttpServer
from recognizer.backends.serving_url import ServingAddress
from recognizer.contract import Outcome
from recognizer.review_signature import IMAGE, LABEL


class RestChannel:
    """One model behind `POST .../v1/models/NAME:predict`."""

    def __init__(
        self,
        address: ServingAddress,
        *,
        credentials: Credentials | None = None,
        ca_file: Path | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._address = address
        self._server = HttpServer(address, credentials=credentials, ca_file=ca_file, limits=limits)

    @property
    def address(self) -> ServingAddress:
        """Where the model is."""
        return self._address

    def versions(self) -> tuple[list[VersionStatus], float]:
        """Give the versions that the address stands for, and the round-trip time in seconds."""
        answer = self._server.get(self._address.url)
        try:
            statuses = [_version_status(entry) for entry in answer.content["model_version_status"]]
        except (TypeError, KeyError, ValueError, OverflowError, AttributeError) as error:
            raise BadAnswerError(
                f"{self._address.url} does not tell a model's status. Is this a model server?"
            ) from error
        return statuses, answer.took_s

    def signatures(self, version: int | None) -> frozenset[Signature]:
        """Give the signatures that the model's metadata tells of."""
        answer = self._server.get(f"{self._at(version).url}/metadata")
        try:
            definitions = answer.content["metadata"]["signature_def"]["signature_def"]
            return signatures_in(
                {name: (one["inputs"], one["outputs"]) for name, one in definitions.items()}
            )
        except (TypeError, KeyError, AttributeError) as error:
            raise BadAnswerError(
                f"{self._address.url}/metadata does not tell the model's signatures."
            ) from error

    def predict(
        self,
        images: Sequence[WireImage],
        *,
        signature: Signature,
        version: int | None,
        attention: bool = False,
    ) -> list[Outcome]:
        """Read images in one request, an outcome each."""
        body = json.dumps(_predict_request(images, signature)).encode("utf-8")
        answer = self._server.post(f"{self._at(version).url}:predict", body)
        rows = self._rows(answer.content, len(images))
        return outcomes_of(rows, images, signature=signature, attention=attention)

    def close(self) -> None:
        """Cut off what is under way and release the connections."""
        self._server.close()

    def _at(self, version: int | None) -> ServingAddress:
        return self._address if version is None else self._address.at_version(version)

    def _rows(self, content: Any, expected: int) -> list[Any]:
        rows = content.get("predictions") if isinstance(content, dict) else None
        if not isinstance(rows, list):
            raise BadAnswerError(
                f"{self._address.origin} answers without a list of predictions. Is the model"
                f" {self._address.model!r} a text recogniser with this program's signature?"
            )
        if len(rows) != expected:
            raise BadAnswerError(
                f"{self._address.origin} answers {len(rows)} rows to {expected} images, so none"
                " can be told to belong to any. The model may not take batches."
            )
        return rows


def _predict_request(images: Sequence[WireImage], signature: Signature) -> dict[str, Any]:
    instances: list[dict[str, Any]] = [
        {IMAGE: {"b64": base64.b64encode(image.content).decode("ascii")}} for image in images
    ]
    if signature is Signature.DEFAULT:  # named nowhere: the oldest servers know no name
        return {"instances": instances}
    for instance, image in zip(instances, images, strict=True):
        instance[LABEL] = image.label or ""
    return {"signature_name": signature.value, "instances": instances}


def _version_status(entry: Mapping[str, Any]) -> VersionStatus:
    names = ModelState.__members__
    return VersionStatus(
        version=int(entry["version"]),
        state=names.get(entry["state"], ModelState.UNKNOWN),
        problem=str(entry.get("status", {}).get("error_message", "")),
    )
