"""The word image, large, on neutral grey; what is done to it here is for the eye only."""

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, QMarginsF, QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTransform,
    QWheelEvent,
)
from PyQt5.QtWidgets import QSizePolicy, QWidget

from app.models.picture_check import PictureState
from app.views import words
from app.views.language import translate
from app.views.messages import localised
from app.views.opaque import OpaqueWidget
from app.views.themes import CANVAS, Theme

MARGIN = 24
_LEAST_MARGINS = 12  # of the height there is
_STRIP_PADDING = QMarginsF(20, 7, 20, 7)
_CENTRED_LINES = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignHCenter)
LARGEST_MAGNIFICATION = 8.0
_ZOOM_STEP = 1.25
_LOOK_ON = 0.25  # of the view
_STRETCHED_TAILS = 0.01


@dataclass(frozen=True)
class EyeSettings:
    """How the image is looked at: nothing of it reaches the dataset or the model."""

    zoom: float = 1.0
    quarter_turns: int = 0
    inverted: bool = False
    stretched: bool = False

    def zoomed(self, factor: float) -> "EyeSettings":
        """Give the same, larger or smaller."""
        return replace(self, zoom=min(16.0, max(0.25, self.zoom * factor)))


@dataclass(frozen=True)
class Gaze:
    """Where the model looked for one character of its reading.

    weights: (T,) over equal columns of the network's input box; `word_share` of the box, from the
        left, is the word, the rest is padding.
    """

    character: str
    weights: NDArray[np.float32]
    word_share: float


class Emptiness(Enum):
    """Why there is no picture."""

    LOADING = "loading"
    NOTHING = "nothing"
    BROKEN = "broken"
    AWAY = "away"


class ImageView(OpaqueWidget):
    """Shows a picture, or says why there is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture: QImage | None = None
        self._shown: QImage | None = None
        self._emptiness = Emptiness.NOTHING
        self._why_empty = ""
        self._eye = EyeSettings()
        self._offset = QPointF()
        self._dragged_from: QPointF | None = None
        self._gazes: tuple[Gaze, ...] = ()
        self._state = PictureState.SAME
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(320, 90))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # what is shown

    @property
    def picture(self) -> QImage | None:
        """The picture as it is stored, None where there is none."""
        return self._picture

    @property
    def eye(self) -> EyeSettings:
        """How the picture is looked at."""
        return self._eye

    @property
    def message(self) -> str:
        """What is said in place of a picture; empty where there is one."""
        return "" if self._picture else " ".join(self._empty_words())

    @property
    def remark(self) -> str:
        """What is said above the picture; empty where there is nothing to say."""
        return words.of_picture(self._state)

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self._theme = theme
        self.update()

    def show_picture(self, picture: QImage) -> None:
        """Show a picture, in the contrast and rotation of the one before."""
        self._picture = picture
        self._reset_place()
        self._redo()

    def show_empty(self, emptiness: Emptiness, why: str = "") -> None:
        """Say why there is no picture."""
        self._picture = self._shown = None
        self._emptiness, self._why_empty = emptiness, localised(why)
        self._reset_place()
        self.update()

    def show_state(self, state: PictureState) -> None:
        """Say above the picture how it stands to what was read."""
        self._state = state
        self.setAccessibleDescription(self.remark)
        self.update()

    @property
    def place(self) -> QRectF:
        """Where the picture lies, parts of it beyond the edges; empty where there is none."""
        return QRectF() if self._shown is None else self._place()

    def look(self, eye: EyeSettings) -> None:
        """Look at the picture like this; what is in the middle stays there."""
        self._offset *= eye.zoom / self._eye.zoom
        self._eye = eye
        self._redo()
        self._hold()

    def look_on(self, *, right: int = 0, down: int = 0) -> bool:
        """Look on by a part of the view; tell whether any of the picture is beyond its edges."""
        if self._hidden().isNull():
            return False
        self._offset -= QPointF(right * self.width(), down * self.height()) * _LOOK_ON
        self._hold()
        return True

    def show_gazes(self, gazes: tuple[Gaze, ...]) -> None:
        """Lay over the picture where the model looked; none takes the overlay away."""
        self._gazes = gazes
        self.update()

    @property
    def gazes(self) -> tuple[Gaze, ...]:
        """What is laid over the picture."""
        return self._gazes

    def _hidden(self) -> QPointF:
        """Give how far the picture's middle may be from that of the view, to show its edges."""
        beyond = [
            (size - room) / 2
            for size, room in (
                (self.place.width(), self.width()),
                (self.place.height(), self.height()),
            )
        ]
        return QPointF(*(each + MARGIN / 2 if each > 0 else 0.0 for each in beyond))

    def _hold(self) -> None:
        """Bring the picture back where no more than its margin is to be seen."""
        hidden = self._hidden()
        self._offset = QPointF(
            max(-hidden.x(), min(hidden.x(), self._offset.x())),
            max(-hidden.y(), min(hidden.y(), self._offset.y())),
        )
        self.update()

    def _reset_place(self) -> None:
        self._eye = replace(self._eye, zoom=1.0)
        self._offset = QPointF()

    def _redo(self) -> None:
        if self._picture is not None:
            self._shown = _for_the_eye(self._picture, self._eye)
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint picture and overlay, or words."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(CANVAS))
        if self._shown is None:
            self._paint_words(painter)
        else:
            self._paint_picture(painter, self._shown)
        if self.remark:
            self._paint_remark(painter)

    def _paint_picture(self, painter: QPainter, shown: QImage) -> None:
        place = self._place()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, shown)
        if self._gazes and self._eye.quarter_turns == 0:
            self._paint_gazes(painter, place)

    def _place(self) -> QRectF:
        """Where the picture goes, in layout units; painting scales by the screen's own pixels."""
        assert self._shown is not None
        width, height = self._shown.width(), self._shown.height()
        room = QRectF(self.rect())
        room.setTop(self._remark_strip().bottom())
        # In a low window the word needs the room, unless names are to be laid below it.
        margin = MARGIN if self._gazes else min(MARGIN, room.height() / _LEAST_MARGINS)
        room_x, room_y = room.width() - 2 * MARGIN, room.height() - 2 * margin
        fitting = min(room_x / width, room_y / height, LARGEST_MAGNIFICATION)
        scale = fitting * self._eye.zoom
        centre = room.center() + self._offset
        return QRectF(
            centre.x() - width * scale / 2,
            centre.y() - height * scale / 2,
            width * scale,
            height * scale,
        )

    def _remark_strip(self) -> QRectF:
        """Give the strip along the top edge that the remark takes; empty where there is none."""
        if not self.remark:
            return QRectF()
        room = QRectF(0, 0, self.width(), self.height()).marginsRemoved(_STRIP_PADDING)
        lines = QFontMetricsF(self.font()).boundingRect(room, _CENTRED_LINES, self.remark)
        return QRectF(0, 0, self.width(), lines.height()).marginsAdded(
            QMarginsF(0, 0, 0, _STRIP_PADDING.top() + _STRIP_PADDING.bottom())
        )

    def _paint_remark(self, painter: QPainter) -> None:
        strip = self._remark_strip()
        painter.fillRect(strip, QColor(self._theme.panel))
        painter.setPen(QColor(self._theme.flagged))
        painter.drawText(strip.marginsRemoved(_STRIP_PADDING), _CENTRED_LINES, self.remark)

    def _paint_gazes(self, painter: QPainter, place: QRectF) -> None:
        colours = [
            QColor.fromHsvF(((0.02 + 0.382 * i) % 1.0), 0.85, 1.0) for i in range(len(self._gazes))
        ]
        font = QFont(self.font())
        font.setPointSizeF(13)
        painter.setFont(font)
        for gaze, colour in zip(self._gazes, colours, strict=True):
            peak = float(gaze.weights.max()) or 1.0
            box_width = place.width() / gaze.word_share
            steps = len(gaze.weights)
            gradient = QLinearGradient(place.left(), 0, place.left() + box_width, 0)
            for step, weight in enumerate(gaze.weights):
                colour.setAlphaF(0.62 * float(weight) / peak)
                gradient.setColorAt((step + 0.5) / steps, QColor(colour))
            painter.fillRect(place, gradient)
            at = place.left() + box_width * (int(gaze.weights.argmax()) + 0.5) / steps
            self._paint_gaze_name(
                painter, QPointF(min(at, place.right()), place.bottom()), gaze, colour
            )

    def _paint_gaze_name(self, painter: QPainter, at: QPointF, gaze: Gaze, colour: QColor) -> None:
        tag = QRectF(at.x() - 13, min(at.y() + 4, self.height() - 28), 26, 24)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#10161c"))
        painter.drawRoundedRect(tag, 5, 5)
        colour.setAlphaF(1.0)
        painter.fillRect(QRectF(tag.left() + 4, tag.bottom() - 4, 18, 2), colour)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(tag.adjusted(0, -2, 0, -2), Qt.AlignmentFlag.AlignCenter, gaze.character)

    def _empty_words(self) -> tuple[str, str]:
        if self._emptiness is Emptiness.LOADING:
            return translate("ImageView", "Loading the image …"), ""
        if self._emptiness is Emptiness.BROKEN:
            return translate("ImageView", "This image cannot be shown"), self._why_empty
        if self._emptiness is Emptiness.AWAY:
            return translate("ImageView", "The dataset is out of reach"), self._why_empty
        return translate("ImageView", "No image"), self._why_empty

    def _paint_words(self, painter: QPainter) -> None:
        title, why = self._empty_words()
        theme = self._theme
        width = min(460.0, self.width() - 2 * MARGIN)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text_room = QRectF(0, 0, width - 48, 400)
        why_height = painter.boundingRect(text_room, _CENTRED_LINES, why).height() if why else 0
        card = QRectF(0, 0, width, 64 + (why_height + 10 if why else 0))
        card.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(card, 10, 10)
        font = QFont(self.font())
        font.setPointSizeF(13)
        painter.setFont(font)
        broken = self._emptiness in (Emptiness.BROKEN, Emptiness.AWAY)
        painter.setPen(QColor(theme.error if broken else theme.text))
        painter.drawText(
            QRectF(card.left(), card.top() + 16, card.width(), 32),
            Qt.AlignmentFlag.AlignCenter,
            title,
        )
        painter.setFont(self.font())
        painter.setPen(QColor(theme.muted))
        painter.drawText(
            QRectF(card.left() + 24, card.top() + 52, width - 48, why_height), _CENTRED_LINES, why
        )

    # the mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        steps = event.angleDelta().y() / 120
        self.look(self._eye.zoomed(_ZOOM_STEP**steps))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        self._dragged_from = event.localPos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture."""
        if self._dragged_from is not None:
            self._offset += event.localPos() - self._dragged_from
            self._dragged_from = event.localPos()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._dragged_from = None

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.update()


def _for_the_eye(picture: QImage, eye: EyeSettings) -> QImage:
    shown = _stretched(picture) if eye.stretched else picture.copy()
    if eye.inverted:
        shown.invertPixels()
    if eye.quarter_turns:
        shown = shown.transformed(QTransform().rotate(90 * eye.quarter_turns))
    return shown


def _stretched(picture: QImage) -> QImage:
    """Spread the brightness over the whole range, but for a hundredth at either end."""
    pixels = np.frombuffer(picture.constBits().asstring(picture.sizeInBytes()), np.uint8).reshape(
        picture.height(), picture.bytesPerLine() // 4, 4
    )
    low, high = np.quantile(
        pixels[:, : picture.width(), :3], (_STRETCHED_TAILS, 1 - _STRETCHED_TAILS)
    )
    scale = 255 / max(high - low, 1.0)
    table = np.clip((np.arange(256) - low) * scale, 0, 255).astype(np.uint8)
    spread = table[pixels]
    spread[:, :, 3] = 255
    return QImage(
        spread.tobytes(),
        picture.width(),
        picture.height(),
        picture.bytesPerLine(),
        picture.format(),
    ).copy()
