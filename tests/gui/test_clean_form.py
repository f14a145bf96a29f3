"""The line above the image offers the clean form where there is one to take."""

from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from tests.gui.conftest import Desk, Starter


def opened(start: "Starter", folder: Path, label: str) -> "Desk":
    folder.mkdir()
    cv2.imwrite(str(folder / "0.png"), np.full((32, 80, 3), 90, np.uint8))
    (folder / "gt.txt").write_text(f"0.png\t{label}\n", "utf-8")
    desk = start(dataset=folder)
    desk.qtbot.waitUntil(lambda: label in desk.label)
    return desk


def test_clean_form_is_offered_until_it_is_taken(start: "Starter", tmp_path: Path) -> None:
    desk = opened(start, tmp_path / "words", "가게！")
    assert "C: 가게!" in desk.page.header.text
    desk.press("c")
    desk.qtbot.waitUntil(lambda: desk.label == "가게!")
    assert "C: " not in desk.page.header.text


def test_label_that_was_mended_is_no_longer_marked(start: "Starter", tmp_path: Path) -> None:
    desk = opened(start, tmp_path / "words", "가게！")
    model = desk.page.session.model
    assert "full-width" in desk.page.header.text
    assert model.faulty(0)
    desk.press("c")
    desk.qtbot.waitUntil(lambda: desk.label == "가게!")
    assert "full-width" not in desk.page.header.text
    assert not model.faulty(0)
    desk.press("u")
    assert "full-width" in desk.page.header.text
    assert model.faulty(0)


def test_stray_jamo_is_marked_and_offers_nothing(start: "Starter", tmp_path: Path) -> None:
    desk = opened(start, tmp_path / "words", "그래ㅋㅋ")
    assert "stray jamo" in desk.page.header.text
    assert "C: " not in desk.page.header.text
