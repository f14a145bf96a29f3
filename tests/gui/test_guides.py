"""The user guides show what there is: pictures of every page, keys of the one table."""

import re
from pathlib import Path

import pytest

from app.views.shortcuts import SHORTCUTS

DOCS = Path(__file__).resolve().parents[2] / "docs"
OF_THE_EDITOR = {"Enter", "Tab", "Alt+1", "Shift+Space"}
OF_THE_LIST = {"Shift", "↑", "↓"}
KEY = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)*(?:[A-Z0-9?/,\[\]↑↓-]|F\d+|Space|Enter|Tab)|Shift")


def guide(language: str) -> str:
    return (DOCS / f"GUIDE.{language}.md").read_text("utf-8")


def pictures(language: str) -> list[str]:
    return re.findall(r"!\[[^]]+\]\(screenshots/([^)]+)\)", guide(language))


def keys(language: str) -> list[str]:
    return [said for said in re.findall(r"`([^`\n]+)`", guide(language)) if KEY.fullmatch(said)]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_guide_shows_every_picture_of_its_language(language: str) -> None:
    there = {path.name for path in (DOCS / "screenshots").glob(f"*-{language}.png")}
    assert set(pictures(language)) == there - {f"exclude-{language}.png", f"opening-{language}.png"}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_keys_of_the_guide_are_those_of_the_program(language: str) -> None:
    bound = {key for shortcut in SHORTCUTS.values() for key in shortcut.keys}
    assert set(keys(language)) <= bound | OF_THE_EDITOR | OF_THE_LIST
    assert len(keys(language)) > 40


def test_both_guides_tell_the_same() -> None:
    assert sorted(keys("ko")) == sorted(keys("en"))
    told = [name.replace("-ko.", "-en.") for name in pictures("ko")]
    assert told == pictures("en")
    headings = [
        len(re.findall(r"^#+ ", guide(language), re.MULTILINE)) for language in ("ko", "en")
    ]
    assert headings[0] == headings[1]
