"""Which model reads: where it is, how one signs in there, how it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QShortcut,
    QVBoxLayout,
    QWidget,
)

from app.services.recogniser import ModelChoice, is_server
from app.services.written_path import written_path
from app.views.dialogs import PlainDialog, Scrolled, muted
from app.views.language import translate
from app.views.model_report import ModelReport
from app.views.prompted_line import PromptedLine
from app.views.shortcuts import Command, key_text, sequences
from app.views.themes import Theme
from recognizer.backends.serving_channel import ModelStatus
from recognizer.backends.serving_credentials import BasicLogin, BearerToken, Secret

_REPORT_HEIGHT = 230
"""Of a model that is well: what is said of it does not change the size of the dialog."""


class SignIn(Enum):
    """How the program says to a server who asks."""

    AS_KEPT = "as_kept"
    TOKEN = "token"
    LOGIN = "login"
    FORGET = "forget"


@dataclass(frozen=True)
class ModelWish:
    """What is in the fields. `keeps`: the secret (None: none any more) belongs into the keyring."""

    choice: ModelChoice
    secret: Secret | None = None
    keeps: bool = False


class ModelDialog(PlainDialog):
    """Asks for a folder or a server. What is typed as a secret leaves it only in a `ModelWish`.

    test_asked: a `ModelWish` to try. use_asked: one to read with from now on.
    """

    test_asked = pyqtSignal(object)
    use_asked = pyqtSignal(object)

    def __init__(
        self,
        choice: ModelChoice,
        recent: Sequence[str],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(translate("ModelDialog", "Model"), parent)
        self._choice = choice
        self._theme = theme
        self._bundled = translate("ModelDialog", "The model that comes with the program")
        self._lay_place(recent)
        self.server_part = self._lay_server_part()
        self.body.addWidget(self.server_part)
        self.report = ModelReport(theme)
        self.body.addWidget(Scrolled(self.report, least_height=_REPORT_HEIGHT), 1)
        self._lay_buttons()
        self.place.setEditText(choice.place or self._bundled)
        self.ca_file.setText("" if choice.ca_file is None else str(choice.ca_file))
        self.place.editTextChanged.connect(self._follow_place)
        self.sign_in.currentIndexChanged.connect(lambda _: self._follow_sign_in())
        self._follow_place()
        self.setMinimumWidth(660)
        self.place.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Be high enough for every row, where the screen is."""
        super().showEvent(event)
        self.resize_within_screen(self.sizeHint())

    # what is in the fields

    @property
    def wish(self) -> ModelWish:
        """What the person has entered."""
        place = self._typed_place
        if not is_server(place):
            return ModelWish(self._choice.at(place))
        ca_file = self.ca_file.text().strip()
        choice = self._choice.at(place, ca_file=written_path(ca_file) if ca_file else None)
        sign_in: SignIn = self.sign_in.currentData()
        if sign_in is SignIn.TOKEN and self.secret.text():
            return ModelWish(choice, BearerToken(self.secret.text().strip()), keeps=True)
        if sign_in is SignIn.LOGIN and self.user.text():
            return ModelWish(choice, BasicLogin(self.user.text(), self.secret.text()), keeps=True)
        return ModelWish(choice, keeps=sign_in is SignIn.FORGET)

    @property
    def _typed_place(self) -> str:
        typed = self.place.currentText().strip()
        return "" if typed == self._bundled else typed

    # what came of a test

    def show_testing(self) -> None:
        """Say that the model is being asked."""
        self.test.setEnabled(False)
        self.report.say(
            translate("ModelDialog", "Asking {place} …").format(place=self._shown_place),
            colour=self._theme.flagged,
        )

    def show_status(self, status: ModelStatus) -> None:
        """Show what the test found out."""
        self.test.setEnabled(True)
        self.report.show_status(self._shown_place, status)

    def show_failure(self, why: str) -> None:
        """Show why the model cannot be used."""
        self.test.setEnabled(True)
        self.report.show_failure(self._shown_place, why)

    def show_in_use(self, text: str) -> None:
        """Say how the model in use is."""
        self.in_use.setText(text)

    @property
    def _shown_place(self) -> str:
        return self._typed_place or self._bundled

    # laying out

    def _lay_place(self, recent: Sequence[str]) -> None:
        self.in_use = muted("")
        self.body.addWidget(self.in_use)
        self.place = QComboBox()
        self.place.setEditable(True)
        self.place.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.place.addItem(self._bundled)
        self.place.addItems(list(recent))
        self.folder = QPushButton(translate("ModelDialog", "&Folder …"))
        self.folder.setAutoDefault(False)
        self.folder.clicked.connect(self._choose_folder)
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(self.folder)
        self.body.addLayout(row)
        self.body.addWidget(
            muted(
                translate(
                    "ModelDialog",
                    "The folder of an archive on this machine, or the address of a server:\n"
                    "http://host:8501/v1/models/ocr, host:9000, grpc://host",
                )
            )
        )

    def _lay_server_part(self) -> QWidget:
        self.sign_in = QComboBox()
        for sign_in, name in (
            (SignIn.AS_KEPT, translate("ModelDialog", "with what the keyring holds, if anything")),
            (SignIn.TOKEN, translate("ModelDialog", "with a token, kept in the system's keyring")),
            (
                SignIn.LOGIN,
                translate("ModelDialog", "with a user name and a password, kept in the keyring"),
            ),
            (SignIn.FORGET, translate("ModelDialog", "without, and forget what was kept")),
        ):
            self.sign_in.addItem(name, sign_in)
        self.user = PromptedLine()
        self.user.setPlaceholderText(translate("ModelDialog", "User name"))
        self.secret = PromptedLine()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        # What an input method suggests from, it remembers.
        self.secret.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.ca_file = PromptedLine()
        self.ca_file.setPlaceholderText(translate("ModelDialog", "the system's own"))
        choose = QPushButton(translate("ModelDialog", "&Choose …"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose_ca_file)
        part = QWidget()
        form = QFormLayout(part)
        form.setContentsMargins(0, 4, 0, 4)
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(8)
        self.login = _row(self.user, self.secret)
        signing_in = QVBoxLayout()  # not rows of the form: it keeps the gap of a hidden one
        signing_in.setSpacing(8)
        signing_in.addWidget(self.sign_in)
        signing_in.addWidget(self.login)
        form.addRow(translate("ModelDialog", "Sign in"), signing_in)
        form.addRow(translate("ModelDialog", "Certificate authority"), _row(self.ca_file, choose))
        return part

    def _lay_buttons(self) -> None:
        self.test = self.buttons.addButton(
            translate("ModelDialog", "&Test ({key})").format(key=key_text(Command.TEST_MODEL)),
            QDialogButtonBox.ButtonRole.ActionRole,
        )
        self.test.setAutoDefault(False)
        self.test.clicked.connect(self.ask_for_test)
        for keys in sequences(Command.TEST_MODEL):  # the window's own do not reach through a dialog
            QShortcut(keys, self, self.ask_for_test)
        use = self.buttons.addButton(
            translate("ModelDialog", "&Read with this model"),
            QDialogButtonBox.ButtonRole.AcceptRole,
        )
        use.setDefault(True)
        self.buttons.accepted.connect(self._use)
        self.buttons.addButton(
            translate("Dialogs", "Close"), QDialogButtonBox.ButtonRole.RejectRole
        ).setAutoDefault(False)

    # what is done

    def ask_for_test(self) -> None:
        """Have what is in the fields tried."""
        if self.test.isEnabled():
            self.show_testing()
            self.test_asked.emit(self.wish)

    def _use(self) -> None:
        self.use_asked.emit(self.wish)
        self.secret.clear()
        self.accept()

    def _follow_place(self) -> None:
        self.server_part.setEnabled(is_server(self._typed_place))
        self._follow_sign_in()
        self.report.say(translate("ModelDialog", "Not tested yet"))
        self.test.setEnabled(True)

    def _follow_sign_in(self) -> None:
        sign_in: SignIn = self.sign_in.currentData()
        prompts = {
            SignIn.TOKEN: translate("ModelDialog", "Token"),
            SignIn.LOGIN: translate("ModelDialog", "Password"),
        }
        self.user.setVisible(sign_in is SignIn.LOGIN)
        self.secret.setPlaceholderText(prompts.get(sign_in, ""))
        self.login.setVisible(sign_in in prompts and is_server(self._typed_place))
        if self.isVisible():
            self.resize_within_screen(self.size().expandedTo(self.sizeHint()))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, translate("ModelDialog", "The folder of an archive")
        )
        if chosen:
            self.place.setEditText(chosen)

    def _choose_ca_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            translate("ModelDialog", "Who signed the server's certificate"),
            "",
            "PEM (*.pem *.crt *.cer);;* (*)",
        )
        if chosen:
            self.ca_file.setText(chosen)


def _row(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget, int(isinstance(widget, QLineEdit)))
    return whole
