"""TensorFlow Serving's gRPC interface, from the asking side.

Needs `grpcio` and the stubs of `tensorflow-serving-api`: an extra. They stand on `tensorflow`'s own
protocol buffers, so importing this module loads TensorFlow.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recognizer.backends.serving_answer import outcomes_of, signatures_in
from recognizer.backends.serving_channel import (
    Limits,
    ModelState,
    Signature,
    VersionStatus,
    WireImage,
)
from recognizer.backends.serving_credentials import Credentials, NoCredentials, authorization
from recognizer.backends.serving_errors import (
    BadAnswerError,
    BusyError,
    ClosedError,
    CredentialsError,
    FaultyServerError,
    NoSuchModelError,
    OverdueError,
    RejectedError,
    TooLargeError,
    UnreachableError,
)
from recognizer.backends.serving_url import ServingAddress
from recognizer.contract import Outcome
from recognizer.errors import BackendError
from recognizer.installation import is_bundle
from recognizer.review_signature import (
    ATTENTION,
    CODEPOINTS,
    IMAGE,
    LABEL,
    MORE_OUTPUTS,
    SCORE_OUTPUTS,
)

try:
    import grpc
    from google.protobuf.message import DecodeError
    from tensorflow import make_ndarray, make_tensor_proto
    from tensorflow_serving.apis import (
        get_model_metadata_pb2,
        get_model_status_pb2,
        model_pb2,
        model_service_pb2_grpc,
        predict_pb2,
        prediction_service_pb2_grpc,
    )
except ImportError as missing:
    if is_bundle():
        raise BackendError(
            "gRPC is not in this bundle. Use the server's REST address, http://host:8501."
        ) from missing
    raise BackendError(
        f"gRPC is not installed ({missing}). Use the server's REST address, http://host:8501, or:"
        " pip install 'hangul-ocr-review[grpc]' && pip install --no-deps tensorflow-serving-api"
    ) from missing

# Room for the images of the largest request the tuner makes, beside what frames them.
_SENT_BYTES: Final = 32 * 1024 * 1024


class GrpcChannel:
    """One model behind a PredictionService."""

    def __init__(
        self,
        address: ServingAddress,
        *,
        credentials: Credentials | None = None,
        ca_file: Path | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._address = address
        self._credentials: Credentials = credentials or NoCredentials()
        self._limits = limits or Limits()
        self._outputs: dict[int | None, frozenset[str]] = {}
        self._channel = _open(address, ca_file, self._limits)
        self._prediction = prediction_service_pb2_grpc.PredictionServiceStub(self._channel)
        self._models = model_service_pb2_grpc.ModelServiceStub(self._channel)

    @property
    def address(self) -> ServingAddress:
        """Where the model is."""
        return self._address

    def versions(self) -> tuple[list[VersionStatus], float]:
        """Give the versions that the address stands for, and the round-trip time in seconds."""
        asked = get_model_status_pb2.GetModelStatusRequest(model_spec=self._spec(None))
        began = time.perf_counter()
        answer = self._ask(self._models.GetModelStatus, asked)
        took_s = time.perf_counter() - began
        states = {
            number: ModelState.__members__.get(name, ModelState.UNKNOWN)
            for name, number in get_model_status_pb2.ModelVersionStatus.State.items()
        }
        return [
            VersionStatus(
                one.version,
                states.get(one.state, ModelState.UNKNOWN),  # newer servers may have more states
                one.status.error_message,
            )
            for one in answer.model_version_status
        ], took_s

    def signatures(self, version: int | None) -> frozenset[Signature]:
        """Give the signatures that the model's metadata tells of."""
        asked = get_model_metadata_pb2.GetModelMetadataRequest(
            model_spec=self._spec(version), metadata_field=["signature_def"]
        )
        answer = self._ask(self._prediction.GetModelMetadata, asked)
        definitions = get_model_metadata_pb2.SignatureDefMap()
        try:
            definitions.ParseFromString(answer.metadata["signature_def"].value)
        except DecodeError as error:
            raise BadAnswerError(f"{self._address.origin} does not tell its signatures.") from error
        known = definitions.signature_def
        if Signature.REVIEW.value in known:
            self._outputs[version] = frozenset(known[Signature.REVIEW.value].outputs)
        return signatures_in({name: (one.inputs, one.outputs) for name, one in known.items()})

    def predict(
        self,
        images: Sequence[WireImage],
        *,
        signature: Signature,
        version: int | None,
        attention: bool = False,
    ) -> list[Outcome]:
        """Read images in one request, an outcome each."""
        asked = predict_pb2.PredictRequest(model_spec=self._spec(version))
        asked.inputs[IMAGE].CopyFrom(make_tensor_proto([image.content for image in images]))
        if signature is Signature.REVIEW:
            labels = [(image.label or "").encode("utf-8") for image in images]
            asked.inputs[LABEL].CopyFrom(make_tensor_proto(labels))
            asked.model_spec.signature_name = signature.value
            asked.output_filter.extend(self._wanted(version, attention))
        answer = self._ask(self._prediction.Predict, asked)
        columns = self._columns(answer.outputs, len(images))
        rows = [{name: column[i] for name, column in columns.items()} for i in range(len(images))]
        return outcomes_of(rows, images, signature=signature, attention=attention)

    def close(self) -> None:
        """Cut off what is under way and release the connection."""
        self._channel.close()

    def _spec(self, version: int | None) -> Any:
        spec = model_pb2.ModelSpec(name=self._address.model)
        picked = self._address.version if version is None else version
        if picked is not None:
            spec.version.value = picked
        elif self._address.label is not None:
            spec.version_label = self._address.label
        return spec

    def _wanted(self, version: int | None, attention: bool) -> list[str]:
        """Name the outputs to send: attention, by far the largest, only where asked for."""
        given = self._outputs.get(version, frozenset())
        more = (*MORE_OUTPUTS, ATTENTION) if attention else MORE_OUTPUTS
        return [*SCORE_OUTPUTS, *(name for name in more if name in given)]

    def _columns(self, outputs: Mapping[str, Any], expected: int) -> dict[str, NDArray[Any]]:
        if CODEPOINTS not in outputs:
            raise BadAnswerError(f"{self._address.origin} answers without {CODEPOINTS}.")
        try:
            columns = {name: np.asarray(make_ndarray(one)) for name, one in outputs.items()}
        except (TypeError, ValueError) as error:
            raise BadAnswerError(f"{self._address.origin} answers damaged tensors.") from error
        if any(column.ndim == 0 or len(column) != expected for column in columns.values()):
            raise BadAnswerError(
                f"{self._address.origin} does not answer one row to each of {expected} images."
            )
        return columns

    def _ask(self, call: Callable[..., Any], request: Any) -> Any:
        header = authorization(self._credentials, self._address)
        metadata = () if header is None else (("authorization", header),)
        try:
            return call(request, timeout=self._limits.total_s, metadata=metadata)
        except grpc.RpcError as error:
            raise self._answered_error(error) from error
        except ValueError as error:  # what grpc says of a channel that was closed
            raise ClosedError("The connection to the server was closed.") from error

    def _answered_error(self, error: Any) -> BackendError:
        said = " ".join((error.details() or "without a reason").split())[:300]
        origin = self._address.origin
        code = error.code()
        kinds: dict[Any, BackendError] = {
            grpc.StatusCode.INVALID_ARGUMENT: RejectedError(said),
            grpc.StatusCode.FAILED_PRECONDITION: RejectedError(said),
            grpc.StatusCode.OUT_OF_RANGE: RejectedError(said),
            grpc.StatusCode.NOT_FOUND: NoSuchModelError(
                f"{origin} has no such model, version or label ({said})."
            ),
            grpc.StatusCode.CANCELLED: ClosedError("The connection to the server was closed."),
            grpc.StatusCode.DEADLINE_EXCEEDED: OverdueError(
                f"{origin} did not answer within {self._limits.total_s:g} s. It is overloaded."
            ),
            grpc.StatusCode.UNAUTHENTICATED: CredentialsError(
                f"{origin} does not let these credentials in ({said}). Enter them again."
            ),
            grpc.StatusCode.PERMISSION_DENIED: CredentialsError(
                f"{origin} does not let these credentials in ({said}). Enter them again."
            ),
            grpc.StatusCode.RESOURCE_EXHAUSTED: BusyError(f"{origin} is busy ({said})."),
            grpc.StatusCode.UNAVAILABLE: UnreachableError(
                f"Nothing answers at {origin} ({said}). gRPC is usually on port 8500."
            ),
        }
        if code is grpc.StatusCode.RESOURCE_EXHAUSTED and "larger than max" in said:
            return TooLargeError(f"{origin} does not take so large a request ({said}).")
        return kinds.get(
            code, FaultyServerError(f"{origin} fails at its own work ({code.name}: {said}).")
        )


def _open(address: ServingAddress, ca_file: Path | None, limits: Limits) -> Any:
    target = address.origin.partition("://")[2]
    options = [
        ("grpc.max_receive_message_length", limits.answer_bytes),
        ("grpc.max_send_message_length", _SENT_BYTES),
    ]
    if address.loopback:  # a proxy of the environment is for other machines
        options.append(("grpc.enable_http_proxy", 0))
    if not address.encrypted:
        return grpc.insecure_channel(target, options)
    try:
        authority = None if ca_file is None else ca_file.read_bytes()
    except OSError as error:
        raise UnreachableError(f"{ca_file}: the CA file cannot be read: {error}") from error
    return grpc.secure_channel(target, grpc.ssl_channel_credentials(authority), options)
