"""Keys that change what the eye sees, and nothing else; where the model looked."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt5.QtCore import Qt

from app.views.image_view import EyeSettings

if TYPE_CHECKING:
    from tests.gui.conftest import Desk


@pytest.mark.parametrize(
    ("keys", "eye"),
    [
        ("i", EyeSettings(inverted=True)),
        ("ii", EyeSettings()),
        ("k", EyeSettings(stretched=True)),
        ("]", EyeSettings(quarter_turns=1)),
        ("[", EyeSettings(quarter_turns=3)),
        ("]]]]", EyeSettings()),
        ("z", EyeSettings(zoom=1.25)),
        ("-", EyeSettings(zoom=0.8)),
        ("ki]zz0", EyeSettings()),
    ],
)
def test_keys_change_how_the_image_is_looked_at(desk: "Desk", keys: str, eye: EyeSettings) -> None:
    label = desk.label
    desk.press(*keys)
    assert desk.page.image_view.eye == eye
    assert (desk.label, desk.page.session.review.can_undo) == (label, False)


def test_what_is_seen_changes_and_what_is_stored_does_not(desk: "Desk") -> None:
    view = desk.page.image_view
    desk.qtbot.waitUntil(lambda: view.picture is not None)
    stored, seen = view.picture.copy(), view.grab().toImage()
    desk.press("i")
    assert view.picture == stored
    assert view.grab().toImage() != seen
    desk.press("i")
    assert view.grab().toImage() == seen


def test_where_the_model_looked_is_shown_on_demand_and_goes(desk: "Desk") -> None:
    view = desk.page.image_view
    assert view.gazes == ()
    desk.press("a")
    desk.qtbot.waitUntil(lambda: bool(view.gazes))
    assert "".join(gaze.character for gaze in view.gazes) == "강장"
    assert all(np.isclose(gaze.weights.sum(), 1) for gaze in view.gazes)
    desk.press("a")
    assert view.gazes == ()


def test_where_the_model_looked_does_not_follow_to_the_next_image(desk: "Desk") -> None:
    desk.press("a")
    desk.qtbot.waitUntil(lambda: bool(desk.page.image_view.gazes))
    desk.press(Qt.Key.Key_Space)
    assert desk.page.image_view.gazes == ()
