"""Every text can be read in both themes: contrasts are computed from what Qt is given."""

import re

import pytest
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.verdict import Verdict
from app.views.prompted_line import PromptedLine
from app.views.themes import (
    CANVAS,
    READABLE_CONTRAST,
    THEMES,
    Theme,
    apply,
    contrast,
    style_sheet,
)

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COLOUR = re.compile(r"(?<![-\w])(color|background-color|background): (#[0-9A-Fa-f]{6})\b")

themes = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)


def rules(sheet: str) -> list[tuple[str, dict[str, str]]]:
    """Give selector and colours of every rule."""
    plain = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return [
        (selector.strip(), dict(_COLOUR.findall(body))) for selector, body in _RULE.findall(plain)
    ]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@themes
def test_every_rule_of_the_style_sheet_is_readable(theme: Theme, qapp: QApplication) -> None:
    faint = []
    for selector, colours in rules(style_sheet(theme)):
        background = colours.get("background-color", colours.get("background", theme.window))
        ratio = contrast(colours.get("color", theme.text), background)
        if colours and ratio < READABLE_CONTRAST:
            faint.append((selector, colours, round(ratio, 2)))
    assert [rule for rule in faint if carries_text(rule[0])] == []


def carries_text(selector: str) -> bool:
    """Tell whether a rule is of something that shows text; handles, arrows and grooves do not."""
    textless = (
        "handle",
        "indicator",
        "groove",
        "page",
        "separator",
        "chunk",
        "scroller",
        "tear",
        "arrow",
        "line",
        "corner",
        "QScrollBar",
        "QSlider",
        "branch",
        "QSizeGrip",
    )
    return any(not any(part in one for part in textless) for one in selector.split(","))


@themes
def test_painted_texts_are_readable(theme: Theme) -> None:
    grounds = (theme.window, theme.panel, theme.raised)
    everywhere = {
        "text": theme.text,
        "muted": theme.muted,
        "disabled": theme.disabled_text,
        "accent": theme.accent_text,
        "error": theme.error,
        **{verdict.name: theme.of_verdict(verdict) for verdict in Verdict},
    }
    for name, colour in everywhere.items():
        for ground in grounds:
            assert contrast(colour, ground) >= READABLE_CONTRAST, (name, ground)
    for colour, ground in (
        (theme.on_accent, theme.accent),
        (theme.on_selection, theme.selection),
        (theme.keycap_text, theme.keycap),
        (theme.disabled_text, theme.raised),
        (theme.label_mark, theme.label_wash),
        (theme.label_mark, theme.panel),
        (theme.prediction_mark, theme.prediction_wash),
        (theme.prediction_mark, theme.panel),
    ):
        assert contrast(colour, ground) >= READABLE_CONTRAST, (colour, ground)


@themes
def test_prompts_of_empty_fields_are_readable(
    theme: Theme, qtbot: QtBot, qapp: QApplication
) -> None:
    line = PromptedLine()
    qtbot.addWidget(line)
    before = qapp.palette()
    try:
        apply(theme)
        line.ensurePolished()
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled):
            prompt = line.palette().color(group, QPalette.ColorRole.PlaceholderText)
            assert prompt.alpha() == 255
            assert contrast(prompt.name(), theme.panel) >= READABLE_CONTRAST
    finally:
        qapp.setStyleSheet("")
        qapp.setPalette(before)


@themes
def test_unfocused_selection_is_as_readable_as_a_focused_one(
    theme: Theme, qapp: QApplication
) -> None:
    unfocused = [
        colours for selector, colours in rules(style_sheet(theme)) if "selected:!active" in selector
    ]
    assert unfocused
    for colours in unfocused:
        assert contrast(colours["color"], colours["background-color"]) >= READABLE_CONTRAST


@themes
def test_no_font_has_a_fixed_size_in_pixels(theme: Theme, qapp: QApplication) -> None:
    assert "px" not in "".join(re.findall(r"font-size:[^;]*;", style_sheet(theme)))


def test_the_canvas_is_a_neutral_grey() -> None:
    assert len({CANVAS[1:3], CANVAS[3:5], CANVAS[5:7]}) == 1
