"""An archive behind TensorFlow Serving's gRPC interface: for the benchmark and for tests.

TensorFlow Serving itself is in no package registry; what is asked and answered here is its own
protocol, from its own stubs (an extra: grpcio and tensorflow-serving-api).
"""

import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from tensorflow import as_dtype, make_ndarray, make_tensor_proto
from tensorflow_serving.apis import (
    get_model_metadata_pb2,
    get_model_status_pb2,
    model_service_pb2_grpc,
    predict_pb2,
    prediction_service_pb2_grpc,
)

from recognizer.archive import Archive
from recognizer.backends.local import open_local_backend
from recognizer.contract import Backend, Request
from recognizer.review_signature import (
    CODEPOINTS,
    IMAGE,
    LABEL,
    OUTPUTS,
    default_columns,
    review_columns,
)
from recognizer.trust import Trust

AVAILABLE = get_model_status_pb2.ModelVersionStatus.AVAILABLE


class GrpcFront(
    prediction_service_pb2_grpc.PredictionServiceServicer,
    model_service_pb2_grpc.ModelServiceServicer,
):
    """Serves the model `ocr`, version 1. `seen` holds every predict request with its metadata."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.fails_with: tuple[grpc.StatusCode, str] | None = None
        self.seen: list[tuple[Any, dict[str, str]]] = []
        # One request at a time, as a backend wants it.
        self._server = grpc.server(ThreadPoolExecutor(1))
        prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(self, self._server)
        model_service_pb2_grpc.add_ModelServiceServicer_to_server(self, self._server)
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    @property
    def url(self) -> str:
        """The model's address."""
        return f"grpc://127.0.0.1:{self.port}/v1/models/ocr"

    def stop(self) -> None:
        """End at once."""
        self._server.stop(None).wait()

    def GetModelStatus(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Answer as TensorFlow Serving does."""
        self._find(request.model_spec, context)
        answer = get_model_status_pb2.GetModelStatusResponse()
        answer.model_version_status.add(version=1, state=AVAILABLE)
        return answer

    def GetModelMetadata(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Answer as TensorFlow Serving does."""
        self._find(request.model_spec, context)
        signatures = get_model_metadata_pb2.SignatureDefMap()
        default = signatures.signature_def["serving_default"]
        default.inputs[IMAGE].name = "image:0"
        default.outputs[CODEPOINTS].dtype = as_dtype("int64").as_datatype_enum
        if self.backend.scores_labels:
            review = signatures.signature_def["review"]
            for name in (IMAGE, LABEL):
                review.inputs[name].name = f"{name}:0"
            for name in OUTPUTS:
                review.outputs[name].name = f"{name}:0"
        answer = get_model_metadata_pb2.GetModelMetadataResponse()
        answer.metadata["signature_def"].Pack(signatures)
        return answer

    def Predict(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Answer as TensorFlow Serving does."""
        self.seen.append((request, dict(context.invocation_metadata())))
        if self.fails_with is not None:
            context.abort(*self.fails_with)
        self._find(request.model_spec, context)
        images = make_ndarray(request.inputs[IMAGE]).tolist()
        labels = [None] * len(images)
        if LABEL in request.inputs:
            labels = [text.decode() for text in make_ndarray(request.inputs[LABEL]).tolist()]
        review = request.model_spec.signature_name == "review"
        outcomes = self.backend.read([*map(Request, images, labels)], attention=review)
        bad = next((one.error for one in outcomes if one.error is not None), None)
        if bad is not None:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(bad))
        predictions = [one.prediction for one in outcomes if one.prediction is not None]
        columns = default_columns(predictions)
        if review:
            columns = review_columns(predictions, [one.label_score for one in outcomes])
        answer = predict_pb2.PredictResponse()
        for name, column in columns.items():
            if not request.output_filter or name in request.output_filter:
                answer.outputs[name].CopyFrom(make_tensor_proto(column))
        return answer

    def _find(self, spec: Any, context: Any) -> None:
        if spec.name != "ocr" or spec.version.value not in (0, 1):
            context.abort(grpc.StatusCode.NOT_FOUND, f"Servable not found: {spec.name}")


def main(folder: Path) -> int:
    """Serve an archive of this project until SIGTERM; the first line is the address."""
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    backend = open_local_backend(Archive.open(folder), trust=Trust(bundled=[folder]))
    front = GrpcFront(backend)
    print(front.url, flush=True)
    told.wait()
    front.stop()
    backend.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
