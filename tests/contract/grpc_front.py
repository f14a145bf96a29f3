"""TensorFlow Serving's gRPC services over a local backend: for tests alone.

Importing this needs grpcio and the stubs of tensorflow-serving-api.
"""

from concurrent.futures import ThreadPoolExecutor

import grpc
from tensorflow import as_dtype, make_ndarray, make_tensor_proto
from tensorflow_serving.apis import (
    get_model_metadata_pb2,
    get_model_status_pb2,
    model_service_pb2_grpc,
    predict_pb2,
    prediction_service_pb2_grpc,
)

from recognizer.contract import Backend, Request
from recognizer.review_signature import (
    CODEPOINTS,
    IMAGE,
    LABEL,
    OUTPUTS,
    default_columns,
    review_columns,
)

AVAILABLE = get_model_status_pb2.ModelVersionStatus.AVAILABLE


class GrpcFront(
    prediction_service_pb2_grpc.PredictionServiceServicer,
    model_service_pb2_grpc.ModelServiceServicer,
):
    """Serves the model `ocr`, version 1. `seen` holds every predict request with its metadata."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.fails_with: tuple[grpc.StatusCode, str] | None = None
        self.seen: list[tuple[predict_pb2.PredictRequest, dict[str, str]]] = []
        # One request at a time, as a backend wants it.
        self._server = grpc.server(ThreadPoolExecutor(1))
        prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(self, self._server)
        model_service_pb2_grpc.add_ModelServiceServicer_to_server(self, self._server)
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    @property
    def url(self) -> str:
        return f"grpc://127.0.0.1:{self.port}/v1/models/ocr"

    def stop(self) -> None:
        self._server.stop(None).wait()

    def GetModelStatus(self, request, context):  # noqa: N802
        self._find(request.model_spec, context)
        answer = get_model_status_pb2.GetModelStatusResponse()
        answer.model_version_status.add(version=1, state=AVAILABLE)
        return answer

    def GetModelMetadata(self, request, context):  # noqa: N802
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

    def Predict(self, request, context):  # noqa: N802
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
        predictions = [one.prediction for one in outcomes]
        columns = default_columns(predictions)
        if review:
            columns = review_columns(predictions, [one.label_score for one in outcomes])
        answer = predict_pb2.PredictResponse()
        for name, column in columns.items():
            if not request.output_filter or name in request.output_filter:
                answer.outputs[name].CopyFrom(make_tensor_proto(column))
        return answer

    def _find(self, spec, context) -> None:
        if spec.name != "ocr" or spec.version.value not in (0, 1):
            context.abort(grpc.StatusCode.NOT_FOUND, f"Servable not found: {spec.name}")
