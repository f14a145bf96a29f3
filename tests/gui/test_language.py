"""The program says everything in Korean and in English, and changes over while it runs."""

import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtWidgets import QApplication

from app.views import shortcuts
from app.views.language import counted, speak, translate
from app.views.settings import Settings
from app.views.shortcuts import Command

if TYPE_CHECKING:
    from tests.gui.conftest import Desk

ROOT = Path(__file__).resolve().parents[2]
TOOL = runpy.run_path(str(ROOT / "packaging" / "update_translations.py"))
TEXTS: list[tuple[str, str]] = TOOL["texts_in_source"]()
COUNTED = [(context, text) for context, text in TEXTS if "{count}" in text]
NAMES = (
    "base|file|folder|format|given|host|image|key|model|name|names|origin|path|percent|place|program"
    "|size|time|url"
)
"""Places that hold no number of things: what follows them is a verb, or as they are."""

Translate = Callable[[str, str], str]


@pytest.fixture
def korean(qapp: QApplication) -> Translate:
    speak("ko")
    return translate


def test_texts_are_found_in_the_source() -> None:
    assert len(TEXTS) > 150
    assert ("Shortcuts", "Take prediction") in TEXTS


@pytest.mark.parametrize(("context", "text"), TEXTS)
def test_every_text_is_said_in_korean(context: str, text: str, korean: Translate) -> None:
    translation = korean(context, text)
    assert translation != text
    assert re.search("[가-힣]", translation) or not _words(text)
    assert set(re.findall(r"\{\w+\}", translation)) == set(re.findall(r"\{\w+\}", text))


def _words(text: str) -> list[str]:
    """Give the words of a text; one that only sets signs around values has none."""
    return re.findall(r"[A-Za-z]+", re.sub(r"\{\w+\}", "", text))


def test_compiled_translations_are_those_of_the_source(korean: Translate) -> None:
    known = TOOL["known_translations"](TOOL["KOREAN"])
    assert sorted(known) == TEXTS
    assert {key: (korean(*key),) for key in TEXTS} == known


@pytest.mark.parametrize(("context", "text"), COUNTED)
def test_every_count_reads_right_in_english(context: str, text: str, qapp: QApplication) -> None:
    speak("en")
    others = {name: f"<{name}>" for name in re.findall(r"\{(\w+)\}", text) if name != "count"}
    many = text.format(count="{count}", **others)
    assert counted(context, text, 0, **others) == many.replace("{count}", "0")
    assert counted(context, text, 1_000, **others) == many.replace("{count}", "1,000")
    one = counted(context, text, 1, **others)
    assert not re.search(r"\b1 (\w+ed )?\w+s\b|\b1 (\w+ )?are\b", one)
    assert one != many.replace("{count}", "1")
    assert all(other in one for other in others.values())


@pytest.mark.parametrize(("context", "text"), COUNTED)
def test_every_count_has_one_form_in_korean(context: str, text: str, korean: Translate) -> None:
    others = {name: f"<{name}>" for name in re.findall(r"\{(\w+)\}", text) if name != "count"}
    one = counted(context, text, 1, **others)
    assert re.search("[가-힣]", one)
    assert one.replace("1", "2") == counted(context, text, 2, **others)


@pytest.mark.parametrize(("context", "text"), [key for key in TEXTS if key not in COUNTED])
def test_no_other_number_stands_before_a_plural(context: str, text: str) -> None:
    assert not re.search(rf"\{{(?!(?:{NAMES})\}})\w+\}} (\w+ed )?(\w+s|are|were)\b", text)


def test_texts_with_a_count_are_never_said_without_it() -> None:
    calls = {text: function for function, _, text in TOOL["calls_in_source"]()}
    of_count = {text: calls[text] for _, text in COUNTED}
    assert set(of_count.values()) <= {"counted", "QT_TRANSLATE_NOOP"}
    assert {text for text, function in calls.items() if function == "counted"} <= set(of_count)


def test_language_changes_while_the_program_runs(desk: "Desk") -> None:
    assert desk.page.deck.actions.button(Command.ACCEPT).text == "Space Label right"
    desk.window.apply_settings(Settings(language="ko"))
    button = desk.page.deck.actions.button(Command.ACCEPT)
    desk.qtbot.waitUntil(lambda: button.text == "Space 라벨 맞음")
    assert desk.page.queue_panel.search.placeholderText() == "라벨 검색 (/)"
    assert "미검수" in desk.page.header.text
    assert "완료" in desk.page.status_line.standing_text
    assert desk.window.windowTitle() == "words (~) — 한글 OCR 검수"
    desk.window.apply_settings(Settings(language="en"))
    assert shortcuts.caption(Command.ACCEPT) == "Label right"
