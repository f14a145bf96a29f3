"""What the layers below say is said in the language of the screen."""

import re
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QApplication

from app.views.language import speak
from app.views.messages import localised
from datasets.opening import open_dataset
from recognizer.errors import ImageError
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


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("[a-z]*")), ids=lambda path: path.name)
def test_what_a_format_is_recognised_by_is_said_in_korean(sample: Path) -> None:
    dataset = open_dataset(sample)
    said = localised(dataset.why)
    dataset.close()
    assert said.startswith("형식: ")
    assert "Read as" not in said
    assert re.search(r"\b(has|have|is|with)\b", said) is None
