"""What the program remembers of a person between runs; nothing of a dataset."""

from dataclasses import dataclass, fields, replace

from PyQt5.QtCore import QSettings

_NAME = "hangul-ocr-review"
HINT_DECISIONS = 50


@dataclass(frozen=True)
class Settings:
    """Choices of one person on one machine.

    language: empty for that of the locale. hinted: decisions made while the first hint was shown;
    it goes after `HINT_DECISIONS`. model: the folder or server that reads, empty for the model that
    comes along; ca_file belongs to it. recent_models: the places used, one a line, newest first. No
    secret is ever among them.
    """

    theme: str = "dark"
    language: str = ""
    built_in_keyboard: bool = True
    hinted: int = 0
    model: str = ""
    ca_file: str = ""
    recent_models: str = ""


class SettingsFile:
    """Keeps `Settings` in the person's configuration folder."""

    def __init__(self) -> None:
        self._file = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, _NAME, _NAME)

    def load(self) -> Settings:
        """Give what was saved; what was not, or makes no sense, as it is by default."""
        known = Settings()
        for field in fields(Settings):
            default = getattr(known, field.name)
            try:
                value = self._file.value(field.name, default, type=type(default))
            except TypeError:  # somebody's edit that is no such type
                continue
            known = replace(known, **{field.name: value})
        return known

    def save(self, settings: Settings) -> None:
        """Save all of it."""
        for field in fields(Settings):
            self._file.setValue(field.name, getattr(settings, field.name))
        self._file.sync()
