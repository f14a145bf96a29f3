"""The line above the image: which item this is, and what is known of it besides its texts."""

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.domain.verdict import ExcludeReason, Verdict
from app.models.session import ReviewSession
from app.views import words
from app.views.language import translate
from app.views.shortcuts import Command, key_text
from app.views.themes import Theme


class ItemHeader(QWidget):
    """Position and path on the left, faults and verdict on the right."""

    def __init__(self, session: ReviewSession, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(14)
        self._position, self._path, self._faults, self._before, self._verdict = (
            QLabel() for _ in range(5)
        )
        for label in (self._position, self._path, self._faults, self._before, self._verdict):
            label.setTextFormat(Qt.TextFormat.PlainText)
            row.addWidget(label)
        self._path.setProperty("role", "muted")
        self._path.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.setStretchFactor(self._path, 1)
        self.setFixedHeight(40)

    @property
    def text(self) -> str:
        """Everything the line says."""
        labels = (self._position, self._path, self._faults, self._before, self._verdict)
        return "  ".join(label.text() for label in labels if label.text())

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self._theme = theme
        self.refresh()

    def refresh(self) -> None:
        """Show the current item as it is now."""
        session = self._session
        item = session.current
        if item is None:
            for label in (self._position, self._path, self._faults, self._before, self._verdict):
                label.clear()
            return
        review = session.review
        known = review.item(item)
        self._position.setText(f"{session.row + 1:,} / {len(session.queue):,}")
        self._path.setText(known.image.path)
        self._path.setToolTip(f"{known.image}\n{known.source}")
        clean = review.clean_label(item) if review.has_clean_form(item) else ""
        self._show_faults(words.of_faults(review.faults(item)), clean)
        changed = review.label(item) != known.label
        before = translate("ItemHeader", "before: {label}").format(label=known.label)
        self._before.setText(before if changed else "")
        _colour(self._before, self._theme.muted)
        self._show_verdict(review.verdict(item), review.reason(item))

    def _show_faults(self, faults: str, clean: str) -> None:
        hint = translate("ItemHeader", "{faults} · {key}: {clean}").format(
            faults=faults, key=key_text(Command.TAKE_CLEAN_FORM), clean=clean
        )
        self._faults.setText(hint if faults and clean else faults)
        _colour(self._faults, self._theme.flagged)

    def _show_verdict(self, verdict: Verdict, reason: ExcludeReason | None) -> None:
        word = words.of_verdict(verdict)
        if reason:
            word = f"{word}: {words.of_reason(reason)}"
        self._verdict.setText(word)
        _colour(self._verdict, self._theme.of_verdict(verdict))

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()


def _colour(label: QLabel, colour: str) -> None:
    """Give a label its colour; a style sheet set anew costs a millisecond, the same one nothing."""
    sheet = f"color: {colour};"
    if label.styleSheet() != sheet:
        label.setStyleSheet(sheet)
