"""The program's languages: English in the source, Korean in `resources/translations`."""

from typing import Final

from PyQt5.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.resources import resource

LANGUAGES: Final = {"ko": "한국어", "en": "English"}
_installed: list[QTranslator] = []


def translate(context: str, text: str) -> str:
    """Give `text` in the language of the screen."""
    return str(QCoreApplication.translate(context, text))


def counted(context: str, text: str, count: int, **others: object) -> str:
    """Give `text`, in the form that `count` of a thing takes, with `{count}` and `others` in it.

    A text with `{count}` is in the translations of English, too: one for 1, one for the rest.
    """
    form = str(QCoreApplication.translate(context, text, None, count))
    return form.format(count=f"{count:,}", **others)


def default_language() -> str:
    """Give the language of the person's locale, English where the program does not speak it."""
    name = QLocale.system().name()[:2]
    return name if name in LANGUAGES else "en"


def speak(language: str) -> None:
    """Translate the program; open windows hear of it by a LanguageChange event."""
    while _installed:
        QCoreApplication.removeTranslator(_installed.pop())
    own_files = str(resource("translations"))
    qt_files = QLibraryInfo.location(QLibraryInfo.LibraryLocation.TranslationsPath)
    for name, folder in ((f"qtbase_{language}", qt_files), (f"review_{language}", own_files)):
        translator = QTranslator()
        if translator.load(name, folder):
            QCoreApplication.installTranslator(translator)
            _installed.append(translator)
