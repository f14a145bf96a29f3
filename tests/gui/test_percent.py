"""Per cent are written as each language writes them, wherever they stand."""

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtWidgets import QApplication

from app.services.training_files import Accuracy
from app.views import percent
from app.views.language import speak
from app.views.results_plot import percent_with_interval
from app.views.settings import Settings

if TYPE_CHECKING:
    from tests.gui.conftest import Desk

VIEWS = Path(percent.__file__).parent
SIGN_OF_ITS_OWN = re.compile(r"%(?![\w(])")  # not the place of a value in a message for the log


@pytest.mark.parametrize(("language", "said"), [("en", "35 %"), ("ko", "35%")])
def test_sign_stands_as_the_language_sets_it(qapp: QApplication, language: str, said: str) -> None:
    speak(language)
    assert percent.of_share(0.35) == said


@pytest.mark.parametrize(
    ("language", "said"), [("en", "97.0 %  (91.5–99.0)"), ("ko", "97.0%  (91.5–99.0)")]
)
def test_interval_has_the_sign_of_its_language(
    qapp: QApplication, language: str, said: str
) -> None:
    speak(language)
    assert percent_with_interval(Accuracy(100, 97, 0.915, 0.99, 0.01)) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "<1 %"),
        (0.006, "<1 %"),
        (0.01, "1 %"),
        (0.5, "50 %"),
        (0.99, "99 %"),
        (0.996, ">99 %"),
        (1.0, ">99 %"),
    ],
)
def test_model_is_never_said_to_be_certain(qapp: QApplication, share: float, said: str) -> None:
    speak("en")
    assert percent.of_certainty(share) == said


@pytest.mark.parametrize("file", ["alternatives.py", "comparison.py"])
def test_what_a_model_holds_likely_is_said_in_one_way(file: str) -> None:
    used = re.findall(r"percent\.(\w+)", (VIEWS / file).read_text("utf-8"))
    assert set(used) == {"of_certainty"}


def test_range_has_one_sign(qapp: QApplication) -> None:
    speak("ko")
    assert percent.of_range(0.021, 0.0404) == "2.1–4.0%"


def test_status_line_says_per_cent_as_in_korean(desk: "Desk") -> None:
    assert "(0.0 %)" in desk.page.status_line.standing_text
    desk.window.apply_settings(Settings(language="ko"))
    desk.qtbot.waitUntil(lambda: "(0.0%)" in desk.page.status_line.standing_text)


@pytest.mark.parametrize(
    "file", [file for file in VIEWS.glob("*.py") if file.name != "percent.py"], ids=lambda f: f.name
)
def test_no_other_page_sets_the_sign_itself(file: Path) -> None:
    texts = [
        node.value
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [text for text in texts if SIGN_OF_ITS_OWN.search(text)] == []
