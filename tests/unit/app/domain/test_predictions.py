from dataclasses import replace

from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from recognizer.contract import ModelIdentity

READING = StoredPrediction(ItemId(0), ModelIdentity("alpha", "1"), "학교", image_crc=7)


def test_a_reading_is_of_the_image_that_was_read() -> None:
    assert not READING.is_of_another_image(7)
    assert READING.is_of_another_image(8)


def test_a_reading_of_no_image_is_of_another_than_any() -> None:
    missing = replace(READING, text="", error="not there", image_crc=0)
    assert missing.is_of_another_image(7)


def test_a_reading_of_nobody_knows_what_is_not_said_to_be_of_another() -> None:
    assert not replace(READING, image_crc=None).is_of_another_image(7)
