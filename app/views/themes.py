"""The two looks of the program: colours by purpose, and the style sheet that carries them.

The frame is qdarkstyle's; its faults are mended here. Every colour that text is drawn in keeps a
contrast of at least 4.5:1 with what it is drawn on (WCAG 2.1, 1.4.3).
"""

import re
from dataclasses import dataclass

import qdarkstyle
from PyQt5.QtGui import QColor, QFont, QFontDatabase, QPalette
from PyQt5.QtWidgets import QApplication
from qdarkstyle.dark.palette import DarkPalette
from qdarkstyle.light.palette import LightPalette

from app.domain.verdict import Verdict
from app.resources import resource

READABLE_CONTRAST = 4.5
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COLOUR = re.compile(r"(?<![-\w])(color|background-color|background): (#[0-9A-Fa-f]{6})\b")
CANVAS = "#808080"
"""Behind the word image in both themes: a neutral grey does not tint what the eye compares."""


@dataclass(frozen=True)
class Theme:
    """Colours by purpose, as #rrggbb.

    window, panel, raised: backgrounds, from the lowest up.
    text, muted, disabled_text: on any of these three backgrounds.
    label_mark, prediction_mark: what differs, as text on `panel`; `*_wash` lies behind it.
    """

    name: str
    window: str
    panel: str
    raised: str
    border: str
    text: str
    muted: str
    disabled_text: str
    accent: str
    on_accent: str
    accent_text: str
    selection: str
    on_selection: str
    keycap: str
    keycap_edge: str
    keycap_text: str
    label_mark: str
    label_wash: str
    prediction_mark: str
    prediction_wash: str
    accepted: str
    corrected: str
    excluded: str
    flagged: str
    doubt_low: str
    doubt_high: str
    error: str

    def of_verdict(self, verdict: Verdict) -> str:
        """Give the colour of a verdict's sign and word."""
        return {
            Verdict.UNDECIDED: self.muted,
            Verdict.ACCEPTED: self.accepted,
            Verdict.CORRECTED: self.corrected,
            Verdict.EXCLUDED: self.excluded,
            Verdict.FLAGGED: self.flagged,
        }[verdict]


DARK = Theme(
    name="dark",
    window="#19232d",
    panel="#1f2b37",
    raised="#293544",
    border="#3b4a5a",
    text="#e6e9ec",
    muted="#a9b6c2",
    disabled_text="#94a3b1",
    accent="#2f74b5",
    on_accent="#ffffff",
    accent_text="#7cc0ff",
    selection="#2d5f92",
    on_selection="#ffffff",
    keycap="#3a4858",
    keycap_edge="#57687a",
    keycap_text="#f2f4f6",
    label_mark="#ffb86b",
    label_wash="#4a3820",
    prediction_mark="#6fdcc4",
    prediction_wash="#1d463f",
    accepted="#7fd88f",
    corrected="#7cc0ff",
    excluded="#ff9d94",
    flagged="#f4cf65",
    doubt_low="#5d7f9e",
    doubt_high="#ff8a5c",
    error="#ff9d94",
)

LIGHT = Theme(
    name="light",
    window="#f4f6f8",
    panel="#ffffff",
    raised="#e8ecf0",
    border="#c5cdd5",
    text="#18222c",
    muted="#4d5d6c",
    disabled_text="#5a6a78",
    accent="#1f68ab",
    on_accent="#ffffff",
    accent_text="#17599a",
    selection="#cfe4f9",
    on_selection="#10202f",
    keycap="#ffffff",
    keycap_edge="#aab5c0",
    keycap_text="#22303d",
    label_mark="#9a4a00",
    label_wash="#ffe9cf",
    prediction_mark="#00665a",
    prediction_wash="#d3f3ec",
    accepted="#1c6e31",
    corrected="#17599a",
    excluded="#b3261e",
    flagged="#7d5700",
    doubt_low="#8fb0cf",
    doubt_high="#d9541e",
    error="#b3261e",
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two #rrggbb colours, 1 to 21 (WCAG 2.1)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def install_fonts() -> None:
    """Make the bundled Korean face the program's own, so that no machine shows empty boxes."""
    font_id = QFontDatabase.addApplicationFont(str(resource("fonts/Pretendard-Regular.otf")))
    families = QFontDatabase.applicationFontFamilies(font_id)
    font = QFont(families[0] if families else "sans-serif")
    font.setPointSizeF(10.5)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    QApplication.setFont(font)


def apply(theme: Theme) -> None:
    """Dress the whole application."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyleSheet(style_sheet(theme))
    palette = application.palette()
    palette.setColor(QPalette.ColorRole.PlaceholderText, QColor(theme.muted))
    palette.setColor(QPalette.ColorRole.Link, QColor(theme.accent_text))
    application.setPalette(palette)


def style_sheet(theme: Theme) -> str:
    """Give qdarkstyle's sheet in the theme's colours, mended, with the program's own rules."""
    palette = DarkPalette if theme.name == "dark" else LightPalette
    sheet = qdarkstyle.load_stylesheet(qt_api="pyqt5", palette=palette)
    return _mended(sheet, palette, theme) + _own_rules(theme)


def _mended(sheet: str, palette: type[DarkPalette] | type[LightPalette], theme: Theme) -> str:
    """Mend qdarkstyle: faint texts, a header font of fixed size, its own idea of a background."""
    for faint in (palette.COLOR_DISABLED, palette.COLOR_TEXT_4):
        text_colour = rf"(?<![-\w])((?:selection-)?color: ){faint}"
        sheet = re.sub(text_colour, rf"\1{theme.disabled_text}", sheet)
    sheet = re.sub(r"font-size: \d+px;", "", sheet)
    sheet = sheet.replace(palette.COLOR_BACKGROUND_1, theme.window)
    return _RULE.sub(lambda rule: _readable(rule, theme), sheet)


def _readable(rule: re.Match[str], theme: Theme) -> str:
    """Give a rule whose text can be read on its own background; 60 of qdarkstyle's cannot."""
    selector, body = rule.groups()
    colours = dict(_COLOUR.findall(body))
    if not colours:
        return rule.group()
    ground = colours.get("background-color") or colours.get("background") or theme.window
    if contrast(colours.get("color", theme.text), ground) >= READABLE_CONTRAST:
        return rule.group()
    best = max((theme.text, "#ffffff", "#000000"), key=lambda text: contrast(text, ground))
    return f"{selector}{{{body} color: {best}; }}"


def _own_rules(theme: Theme) -> str:
    return f"""
QWidget {{ color: {theme.text}; background-color: {theme.window};
    selection-background-color: {theme.selection}; selection-color: {theme.on_selection}; }}
QWidget:disabled {{ color: {theme.disabled_text}; }}
QToolTip {{ color: {theme.text}; background-color: {theme.raised};
    border: 1px solid {theme.border}; padding: 4px; }}
QSplitter::handle {{ background-color: {theme.border}; border: none; image: none; width: 1px; }}
QLabel#muted, QLabel[role="muted"] {{ color: {theme.muted}; }}
QLabel[role="error"] {{ color: {theme.error}; }}
QLabel[role="warning"] {{ color: {theme.flagged}; }}
QLabel[role="title"] {{ font-size: 15pt; }}
QLabel[role="heading"] {{ color: {theme.muted}; }}
QFrame[role="panel"], QWidget[role="panel"] {{ background-color: {theme.panel}; }}
QWidget[role="panel"] QLabel {{ background-color: transparent; }}
QLineEdit, QPlainTextEdit, QComboBox {{ background-color: {theme.panel}; color: {theme.text};
    border: 1px solid {theme.border}; border-radius: 6px; padding: 5px 8px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 1px solid {theme.accent}; }}
QSpinBox {{ background-color: {theme.panel}; color: {theme.text};
    border: 1px solid {theme.border}; border-radius: 6px; padding: 5px 8px; min-height: 1.3em; }}
QSpinBox:focus {{ border: 1px solid {theme.accent}; }}
QComboBox {{ min-height: 1.3em; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: url(":/qss_icons/{theme.name}/rc/arrow_down.png"); }}
QComboBox::down-arrow:disabled {{
    image: url(":/qss_icons/{theme.name}/rc/arrow_down_disabled.png"); }}
QLineEdit:disabled {{ color: {theme.disabled_text}; background-color: {theme.window}; }}
QPushButton {{ background-color: {theme.raised}; color: {theme.text};
    border: 1px solid {theme.border}; border-radius: 6px; padding: 6px 14px; }}
QPushButton:hover {{ background-color: {theme.keycap}; color: {theme.keycap_text}; }}
QPushButton:focus {{ border: 1px solid {theme.accent_text}; }}
QPushButton:disabled {{ background-color: {theme.window}; color: {theme.disabled_text};
    padding: 6px 14px; }}
QPushButton:default, QPushButton:checked {{ background-color: {theme.accent};
    color: {theme.on_accent}; border: 1px solid {theme.accent}; }}
QPushButton:default:disabled {{ background-color: {theme.window}; color: {theme.disabled_text};
    border: 1px solid {theme.border}; padding: 6px 14px; }}
QPushButton[role="chip"] {{ border-radius: 11px; padding: 2px 7px; background-color: transparent;
    color: {theme.muted}; }}
QPushButton[role="chip"]:hover {{ color: {theme.text}; background-color: {theme.raised}; }}
QPushButton[role="chip"]:checked {{ background-color: {theme.accent}; color: {theme.on_accent}; }}
QStackedWidget, QSplitter, QMainWindow {{ border: none; padding: 0px; margin: 0px; }}
QTableView, QTableView:focus, QTableView:hover, QTreeView, QTreeView:focus, QTreeView:hover {{
    background-color: {theme.panel}; border: none; gridline-color: {theme.panel}; }}
QTableView::item:selected, QTableView::item:selected:!active, QListView::item:selected:!active,
QTreeView::item:selected, QTreeView::item:selected:active, QTreeView::item:selected:!active,
QAbstractItemView::item:selected {{
    background-color: {theme.selection}; color: {theme.on_selection}; border: none; }}
QHeaderView::section {{ background-color: {theme.raised}; color: {theme.muted};
    border: none; border-bottom: 1px solid {theme.border}; padding: 5px 8px; }}
QStatusBar, QStatusBar QLabel {{ background-color: {theme.raised}; color: {theme.muted}; }}
QMenuBar {{ background-color: {theme.window}; color: {theme.muted}; padding: 2px; }}
QMenuBar::item {{ background-color: transparent; color: {theme.muted}; padding: 4px 10px;
    border-radius: 4px; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background-color: {theme.selection};
    color: {theme.on_selection}; }}
QMenu {{ background-color: {theme.raised}; color: {theme.text};
    border: 1px solid {theme.border}; }}
QMenu::item {{ background-color: {theme.raised}; color: {theme.text}; padding: 5px 24px 5px 12px; }}
QMenu::item:selected {{ background-color: {theme.selection}; color: {theme.on_selection}; }}
QMenu::item:disabled {{ color: {theme.disabled_text}; }}
QProgressBar {{ background-color: {theme.raised}; color: {theme.text}; border: none;
    border-radius: 4px; text-align: center; }}
QProgressBar::chunk {{ background-color: {theme.accent}; border-radius: 4px; }}
QScrollArea {{ border: none; padding: 0px; margin: 0px; background-color: {theme.window}; }}
"""


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
