"""The line at the bottom: how much is done, how fast, what is left, how the model is."""

from collections.abc import Iterator

from PyQt5.QtCore import QEvent, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PyQt5.QtWidgets import QSizePolicy

from app.domain.statistics import Standing
from app.jobs.predictor import ModelState
from app.models.prediction_feed import FeedStatus
from app.views import percent
from app.views.language import counted, translate
from app.views.messages import localised
from app.views.model_words import described, of_signature, of_time
from app.views.opaque import OpaqueWidget
from app.views.themes import Theme
from recognizer.backends.serving_channel import ModelState as ServedState
from recognizer.backends.serving_channel import Signature

_HEIGHT = 30
_BAR = 120.0


class StatusLine(OpaqueWidget):
    """Paints the line; its texts are what tests and screen readers see."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._standing: Standing | None = None
        self._feed = FeedStatus()
        self._training = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self._theme = theme
        self.update()

    def show_standing(self, standing: Standing) -> None:
        """Show how far the review is."""
        self._standing = standing
        self._say()

    def show_feed(self, feed: FeedStatus) -> None:
        """Show how the model is."""
        self._feed = feed
        self._say()

    def show_training(self, text: str) -> None:
        """Show how a training is; nothing where the text is empty."""
        if text != self._training:
            self._training = text
            self._say()

    def _say(self) -> None:
        said = (self.standing_text, self._training, self.model_text)
        self.setAccessibleName("  ".join(filter(None, said)))
        standing = sentences(self._standing) if self._standing is not None else []
        self.setToolTip("\n".join([*standing, *_known_of(self._feed)]))
        self.update()

    @property
    def standing_text(self) -> str:
        """What is said of the review."""
        standing = self._standing
        if standing is None:
            return ""
        share = standing.decided / standing.total if standing.total else 0.0
        parts = [
            translate("StatusLine", "{done} of {total} done ({percent})").format(
                done=f"{standing.decided:,}",
                total=f"{standing.total:,}",
                percent=percent.of_share(share, digits=1),
            )
        ]
        if standing.pace.per_minute is not None:
            parts.append(
                translate("StatusLine", "{rate} a minute").format(
                    rate=f"{standing.pace.per_minute:.0f}"
                )
            )
        if standing.pace.minutes_left is not None and standing.decided < standing.total:
            left = time_left(60 * standing.pace.minutes_left)
            parts.append(translate("StatusLine", "{time} left").format(time=left))
        if standing.residual is not None:
            parts.append(
                translate("StatusLine", "wrong labels left {percent}").format(
                    percent=percent.of_range(standing.residual.low, standing.residual.high)
                )
            )
        return "   ·   ".join(parts)

    @property
    def model_text(self) -> str:
        """What is said of the model."""
        return model_text(self._feed)

    def sizeHint(self) -> QSize:
        """Give one line."""
        return QSize(600, _HEIGHT)

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bar, standing and model."""
        painter = QPainter(self)
        theme = self._theme
        painter.fillRect(self.rect(), QColor(theme.raised))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        metrics = QFontMetricsF(self.font())
        model = self.model_text
        model_width = metrics.horizontalAdvance(model)
        right = self.width() - 16 - model_width
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.setPen(QColor(theme.error if self._feed.in_trouble else theme.muted))
        painter.drawText(QRectF(right, 0, model_width + 2, self.height()), middle, model)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._lamp))
        painter.drawEllipse(QRectF(right - 16, self.height() / 2 - 4, 8, 8))
        if self._training:
            right -= 40 + metrics.horizontalAdvance(self._training)
            painter.setPen(QColor(theme.accent_text))
            place = QRectF(right, 0, self.width(), self.height())
            painter.drawText(place, middle, self._training)
            right += 12
        self._paint_bar(painter)
        left = 16 + _BAR + 14
        painter.setPen(QColor(theme.text))
        shown = metrics.elidedText(
            self.standing_text, Qt.TextElideMode.ElideRight, right - 30 - left
        )
        painter.drawText(QRectF(left, 0, right - 30 - left, self.height()), middle, shown)

    def _paint_bar(self, painter: QPainter) -> None:
        standing = self._standing
        track = QRectF(16, self.height() / 2 - 3, _BAR, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.border))
        painter.drawRoundedRect(track, 3, 3)
        if standing and standing.decided:
            track.setWidth(max(6.0, _BAR * standing.decided / standing.total))
            painter.setBrush(QColor(self._theme.accent))
            painter.drawRoundedRect(track, 3, 3)

    @property
    def _lamp(self) -> str:
        if self._feed.in_trouble:
            return self._theme.error
        if self._feed.state is ModelState.READY and not self._feed.paused:
            return self._theme.accepted
        return (
            self._theme.flagged if self._feed.state is not ModelState.NONE else self._theme.border
        )


def model_text(feed: FeedStatus) -> str:
    """Say how a model is, in one line."""
    if feed.state is ModelState.NONE:
        return translate("StatusLine", "no model")
    if feed.state is ModelState.LOADING:
        return translate("StatusLine", "model is loading …")
    if feed.state is ModelState.FAILED:
        return translate("StatusLine", "model cannot be used")
    if feed.state is ModelState.AWAY:
        return translate("StatusLine", "waiting for the dataset's folder")
    if feed.state is ModelState.HELD:
        return translate("StatusLine", "readings cannot be stored, trying again")
    if feed.in_trouble:
        return _trouble(feed)
    return "  ·  ".join((_progress(feed), *_remarks(feed)))


def _trouble(feed: FeedStatus) -> str:
    server = feed.server
    name = f"{feed.model.name} {feed.model.version}" if feed.model else ""
    if not name and server is not None:
        name = server.model
    if server is None or not server.reachable or server.ready:
        text = translate("StatusLine", "{model} does not answer, trying again")
        return text.format(model=name).strip()
    if server.state in (ServedState.START, ServedState.LOADING):
        return translate("StatusLine", "{model}: the server is loading it").format(model=name)
    return translate("StatusLine", "{model}: the server cannot read with it").format(model=name)


def _progress(feed: FeedStatus) -> str:
    name = f"{feed.model.name} {feed.model.version}" if feed.model else ""
    left = f"{feed.left:,}"
    if not feed.left and feed.paused:
        return translate("StatusLine", "{model} paused").format(model=name)
    if not feed.left:
        return translate("StatusLine", "{model} ready").format(model=name)
    if feed.paused:
        text = translate("StatusLine", "{model} paused, {left} to read")
        return text.format(model=name, left=left)
    if not feed.per_s:
        return translate("StatusLine", "{model} reading, {left} left").format(model=name, left=left)
    return translate("StatusLine", "{model} reading, {left} left, {rate}/s, {time}").format(
        model=name, left=left, rate=f"{feed.per_s:.0f}", time=time_left(feed.left / feed.per_s)
    )


def _remarks(feed: FeedStatus) -> Iterator[str]:
    if not feed.scores_labels:
        yield translate("StatusLine", "default signature only")
    if feed.server is not None and feed.server.round_trip_s is not None:
        yield of_time(feed.server.round_trip_s)


def sentences(standing: Standing) -> list[str]:
    """Say whole what the line says of a review in a few words."""
    parts = [
        counted(
            "StatisticsDialog",
            "Decided: {done} of {count} items.",
            standing.total,
            done=f"{standing.decided:,}",
        )
    ]
    if standing.pace.per_minute is not None and standing.pace.minutes_left is not None:
        parts.append(
            translate("StatisticsDialog", "At {rate} a minute the rest takes about {time}.").format(
                rate=f"{standing.pace.per_minute:.0f}",
                time=time_left(60 * standing.pace.minutes_left),
            )
        )
    if (residual := standing.residual) is not None:
        parts.append(
            translate(
                "StatisticsDialog",
                "Of the undecided labels {percent} are wrong ({confidence} confidence).",
            ).format(
                percent=percent.of_range(residual.low, residual.high),
                confidence=percent.of_share(residual.confidence),
            )
        )
    return parts


def _known_of(feed: FeedStatus) -> list[str]:
    """Say all that is known of a model."""
    known = [] if feed.server is None else [described(feed.server)]
    if feed.model is not None and not feed.scores_labels and feed.server is None:
        known.append(of_signature(Signature.DEFAULT))
    why = localised(feed.why)
    return [*known, *([why] if why and why not in "".join(known) else [])]


def time_left(seconds: float) -> str:
    """Give a span of time in words of one or two units."""
    if seconds < 60:
        return translate("StatusLine", "{seconds} s").format(seconds=f"{seconds:.0f}")
    minutes = round(seconds / 60)
    if minutes < 60:
        return translate("StatusLine", "{minutes} min").format(minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return translate("StatusLine", "{hours} h {minutes} min").format(
            hours=hours, minutes=minutes
        )
    return counted("StatusLine", "{count} days", round(hours / 24))
