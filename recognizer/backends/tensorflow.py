"""SavedModels in this process, with the TensorFlow that is installed beside the program."""

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from recognizer.archive import Archive
from recognizer.backends.saved_model import GraphError, SavedModelBackend, first_line
from recognizer.backends.tf114_worker import SavedModel
from recognizer.errors import ArchiveError, BackendError
from recognizer.installation import is_bundle


class TensorFlowBackend(SavedModelBackend):
    """Reads with an archive's SavedModel on TensorFlow."""

    def __init__(self, archive: Archive, *, threads: int = 2) -> None:
        super().__init__(archive, _InProcess(archive, threads))


class _InProcess:
    def __init__(self, archive: Archive, threads: int) -> None:
        try:
            self._model = SavedModel(str(archive.saved_model), threads)
        except ImportError as error:
            remedy = (
                "start the program with --runtime-python and a Python that has it"
                if is_bundle()
                else "pip install 'hangul-ocr-review[tensorflow]'"
            )
            raise BackendError(
                f"{archive.saved_model}: a SavedModel needs TensorFlow: {remedy}"
            ) from error
        except Exception as error:  # TensorFlow and protobuf raise their own kinds
            raise ArchiveError(
                f"{archive.saved_model}: TensorFlow cannot load it: {error}"
            ) from error

    @property
    def signatures(self) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        return self._model.signatures

    def run(
        self, signature: str, outputs: Sequence[str], inputs: Mapping[str, list[bytes]]
    ) -> Mapping[str, NDArray[Any]]:
        try:
            return self._model.run(signature, outputs, dict(inputs))
        except self._model.graph_errors as error:
            raise GraphError(first_line(error)) from error

    def close(self) -> None:
        self._model.close()
