"""What the layers below say is said in the language of the screen."""

import errno
import os
import re
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from socket import gethostname

import pytest
from PyQt5.QtWidgets import QApplication

from app.model_choice import opener
from app.services.errors import ServiceError
from app.services.importing import open_dataset_review
from app.services.recogniser import ModelChoice
from app.store.errors import StoreError, translated
from app.store.review_file import NewReviewFile, ReviewFile
from app.views.language import speak
from app.views.messages import localised
from datasets.opening import open_dataset
from recognizer.errors import BackendError, ImageError
from recognizer.images import decode

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "formats"


@pytest.fixture(autouse=True)
def in_korean(qapp: QApplication) -> None:
    speak("ko")


def test_values_stay_in_their_places() -> None:
    assert localised("the image a b.png is not there") == "이미지 a b.png 파일이 없습니다"


def test_missing_columns_are_counted_in_korean() -> None:
    said = localised("has too few columns: 1 instead of 2")
    assert said == "열이 모자랍니다. 2개여야 하는데 1개입니다"


def test_a_message_within_a_message_is_said_too() -> None:
    said = localised(
        "/words: no labelled image found. First problem: gt.txt:1: ../a.jpg leads outside the "
        "dataset: open the folder that holds both, or bring the file into the dataset and correct "
        "the path."
    )
    assert said.startswith("/words: 라벨이 있는 이미지를 찾지 못했습니다.")
    assert "gt.txt:1: ../a.jpg 경로가 데이터셋 밖을 가리킵니다." in said
    assert re.search("[a-z]{4}", said.replace("/words", "")) is None


def test_what_is_not_known_is_shown_as_it_came() -> None:
    assert localised("quite another {thing}") == "quite another {thing}"


@pytest.mark.parametrize("content", [b"", b"GIF", b"\x89PNG nothing", b"BM" + bytes(60)])
def test_errors_of_real_images_are_said_in_korean(content: bytes) -> None:
    with pytest.raises(ImageError) as caught:
        decode(content)
    assert localised(str(caught.value)) != str(caught.value)


@pytest.fixture
def bundle_without_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be the desktop bundle, which is without TensorFlow and gRPC."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for module in ("tensorflow", "grpc"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, "recognizer.backends.serving_grpc", raising=False)


@pytest.mark.usefixtures("bundle_without_extras")
@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (ModelChoice(runtime="tensorflow"), "TensorFlow가 필요합니다: .*--runtime-python"),
        (ModelChoice(backend="grpc://127.0.0.1:1"), "이 설치본에는 gRPC가 .*http://host:8501"),
    ],
)
def test_what_the_bundle_comes_without_is_said_in_korean(choice: ModelChoice, said: str) -> None:
    open_backend = opener(choice)
    assert open_backend is not None
    with pytest.raises(BackendError) as caught:
        open_backend()
    assert re.search(said, localised(str(caught.value)))


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("[a-z]*")), ids=lambda path: path.name)
def test_what_a_format_is_recognised_by_is_said_in_korean(sample: Path) -> None:
    dataset = open_dataset(sample)
    said = localised(dataset.why)
    dataset.close()
    assert said.startswith("형식: ")
    assert "Read as" not in said
    assert re.search(r"\b(has|have|is|with)\b", said) is None


def open_empty(path: Path) -> None:
    path.touch()
    ReviewFile.open(path)


def open_foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    ReviewFile.open(path)


def open_read_only(path: Path) -> None:
    with translated(path):
        raise PermissionError(errno.EACCES, "허가 거부")


def open_on_a_stale_share(path: Path) -> None:
    with translated(path):
        raise OSError(errno.ESTALE, "낡은 파일 핸들")


def write_when_gone(path: Path) -> None:
    with closing(NewReviewFile(path).finish()) as file:
        path.unlink()
        file.set_meta("dataset", "words")


def write_when_replaced(path: Path) -> None:
    with closing(NewReviewFile(path).finish()) as file:
        path.unlink()
        path.touch()
        file.set_meta("dataset", "words")


def open_a_name_in_cp949(path: Path) -> None:
    open_dataset_review(Path(os.fsdecode(os.fsencode(path.parent) + b"/" + "글".encode("cp949"))))


def open_with_another_dataset(path: Path) -> None:
    for name in ("가", "나"):
        folder = path.with_name(name)
        folder.mkdir()
        (folder / f"{name}.png").touch()
    open_dataset_review(path.with_name("가"), review_file=path).review.close()
    open_dataset_review(path.with_name("나"), review_file=path)


def open_twice(path: Path) -> None:
    with closing(NewReviewFile(path).finish()):
        ReviewFile.open(path)


def open_twice_with_a_lock_that_says_nothing(path: Path) -> None:
    with closing(NewReviewFile(path).finish()):
        os.truncate(path.with_name(path.name + ".lock"), 0)
        ReviewFile.open(path)


@pytest.mark.parametrize(
    "fail",
    [
        ReviewFile.open,
        open_empty,
        open_foreign,
        open_read_only,
        open_on_a_stale_share,
        write_when_gone,
        write_when_replaced,
        open_a_name_in_cp949,
        open_with_another_dataset,
        open_twice,
        open_twice_with_a_lock_that_says_nothing,
    ],
)
def test_what_is_wrong_with_a_review_file_is_said_in_korean(
    tmp_path: Path, fail: Callable[[Path], object]
) -> None:
    with pytest.raises((StoreError, ServiceError)) as caught:
        fail(tmp_path / "검수.sqlite")
    said = localised(str(caught.value)).replace(str(tmp_path), "").replace(gethostname(), "")
    of_the_system = "sqlite|No such file or directory|Windows"
    assert not re.search("[a-z]{4}", re.sub(of_the_system, "", said))
