"""The program's signs, drawn from `resources/icons` in any colour and sharp on any screen."""

from functools import lru_cache

from PyQt5.QtCore import QByteArray, QSize, Qt
from PyQt5.QtGui import QIcon, QPainter, QPixmap
from PyQt5.QtSvg import QSvgRenderer

from app.domain.verdict import Verdict
from app.resources import resource


@lru_cache(maxsize=128)
def sign(name: str, colour: str, side_px: int, pixel_ratio: float) -> QPixmap:
    """Give a sign `side_px` high (in the units of layouts) in one colour."""
    drawing = resource(f"icons/{name}.svg").read_text("utf-8").replace("#000000", colour)
    pixmap = QPixmap(QSize(side_px, side_px) * pixel_ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(pixel_ratio)
    return pixmap


def verdict_sign(verdict: Verdict, colour: str, side_px: int, pixel_ratio: float) -> QPixmap:
    """Give the sign of a verdict."""
    return sign(verdict.name.lower(), colour, side_px, pixel_ratio)


def program_icon() -> QIcon:
    """Give the icon of windows and launchers."""
    return QIcon(str(resource("icons/program.svg")))
