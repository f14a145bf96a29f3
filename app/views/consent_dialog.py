"""Asks before an archive from elsewhere is opened: a SavedModel is code."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QWidget

from app.services.recogniser import Origin
from app.views.dialogs import PlainDialog, muted
from app.views.language import translate


class ConsentDialog(PlainDialog):
    """Shows where an archive is from; accepted only by the one button that says so."""

    def __init__(self, origin: Origin, parent: QWidget | None = None) -> None:
        super().__init__(translate("ConsentDialog", "Open an archive from elsewhere?"), parent)
        self.body.addWidget(
            _wrapped(
                translate(
                    "ConsentDialog",
                    "A model is a program: opening it lets it run with your rights. This one did "
                    "not come with Hangul OCR Review. Open it only if you know where it is from.",
                )
            )
        )
        unknown = translate("ConsentDialog", "not told")
        kind = (
            translate("ConsentDialog", "an archive of this program, made or changed elsewhere")
            if origin.ours
            else translate("ConsentDialog", "a SavedModel without archive.json")
        )
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(8)
        for caption, value in (
            (translate("ConsentDialog", "Folder"), str(origin.folder.absolute())),
            (translate("ConsentDialog", "What it is"), kind),
            (translate("ConsentDialog", "Written by"), origin.written_by or unknown),
            (translate("ConsentDialog", "Hash (sha256)"), _in_groups(origin.sha256)),
        ):
            shown = _wrapped(value)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(caption, shown)
        self.body.addLayout(form)
        self.body.addWidget(
            muted(
                translate(
                    "ConsentDialog",
                    "Your answer is remembered for exactly these files: any change asks again.",
                )
            )
        )
        self.agree = self.buttons.addButton(
            translate("ConsentDialog", "&Open it"), QDialogButtonBox.ButtonRole.DestructiveRole
        )
        self.agree.setAutoDefault(False)
        self.agree.clicked.connect(self.accept)
        self.decline = self.buttons.addButton(
            translate("ConsentDialog", "Do not open"), QDialogButtonBox.ButtonRole.RejectRole
        )
        # Enter and Escape say no: nobody agrees to this by accident.
        self.decline.setDefault(True)
        self.decline.setFocus()
        self.setMinimumWidth(620)


def _wrapped(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _in_groups(sha256: str) -> str:
    """Give a hash that can be compared by eye and wraps."""
    return " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))
