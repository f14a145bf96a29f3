"""Theme, language and keyboard; what is chosen shows at once."""

from collections.abc import Callable
from dataclasses import replace

from PyQt5.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from app.views.dialogs import PlainDialog
from app.views.language import LANGUAGES, default_language, translate
from app.views.settings import Settings


class SettingsDialog(PlainDialog):
    """Calls `apply` with every change."""

    def __init__(
        self, settings: Settings, apply: Callable[[Settings], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(translate("SettingsDialog", "Settings"), parent)
        self._settings = settings
        self._apply = apply
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        self.theme = _choice(
            {
                "dark": translate("SettingsDialog", "Dark"),
                "light": translate("SettingsDialog", "Light"),
            },
            settings.theme,
        )
        self.theme.currentIndexChanged.connect(
            lambda _: self._change(theme=self.theme.currentData())
        )
        form.addRow(translate("SettingsDialog", "Theme"), self.theme)
        self.language = _choice(LANGUAGES, settings.language or default_language())
        self.language.currentIndexChanged.connect(
            lambda _: self._change(language=self.language.currentData())
        )
        form.addRow(translate("SettingsDialog", "Language"), self.language)
        self.keyboard = QCheckBox(
            translate("SettingsDialog", "Type Hangul without an input method")
        )
        self.keyboard.setChecked(settings.built_in_keyboard)
        self.keyboard.toggled.connect(lambda on: self._change(built_in_keyboard=on))
        form.addRow(translate("SettingsDialog", "Two-set keyboard"), self.keyboard)
        self.body.addLayout(form)
        self.setMinimumWidth(460)
        self.add_close_button()

    def _change(self, **changes: str | bool) -> None:
        self._settings = replace(self._settings, **changes)  # type: ignore[arg-type]
        self._apply(self._settings)


def _choice(names: dict[str, str], chosen: str) -> QComboBox:
    box = QComboBox()
    for key, name in names.items():
        box.addItem(name, key)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
