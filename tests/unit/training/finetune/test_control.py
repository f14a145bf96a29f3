import json
import os
import signal
import threading
from pathlib import Path

import pytest

from training.errors import StoppedError
from training.finetune.control import PAUSED, TRAINING, Control, State


@pytest.fixture
def control(tmp_path: Path) -> Control:
    return Control(tmp_path)


def told(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    return found


def test_a_state_is_whole_whenever_it_is_read(tmp_path: Path, control: Control) -> None:
    control.tell(State(TRAINING, 0))
    read: list[dict[str, object]] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            read.append(told(tmp_path))

    watcher = threading.Thread(target=watch)
    watcher.start()
    for images in range(500):
        control.tell(State(TRAINING, images, message="가" * images))
    done.set()
    watcher.join()
    assert all(len(str(state["message"])) == state["images"] for state in read)
    assert read


def test_nothing_is_waited_for_without_a_pause(control: Control) -> None:
    assert control.wait_while_paused() == 0.0


def test_a_pause_is_told_and_ends_with_its_file(tmp_path: Path, control: Control) -> None:
    before = State(TRAINING, 48, 480, 10.0, 43.2)
    control.tell(before)
    (tmp_path / "pause").touch()
    seen: list[dict[str, object]] = []

    def let_go() -> None:
        while (state := told(tmp_path))["state"] != PAUSED:
            pass
        seen.append(state)
        (tmp_path / "pause").unlink()

    other = threading.Thread(target=let_go)
    other.start()
    assert control.wait_while_paused() > 0
    other.join()
    assert (seen[0]["images"], seen[0]["images_planned"]) == (48, 480)
    assert told(tmp_path)["state"] == TRAINING


def test_sigterm_ends_a_pause_and_stops(tmp_path: Path, control: Control) -> None:
    former = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        control.stop.on_signals()
        control.tell(State(TRAINING))
        (tmp_path / "pause").touch()

        def stop() -> None:
            while told(tmp_path)["state"] != PAUSED:
                pass
            os.kill(os.getpid(), signal.SIGTERM)

        other = threading.Thread(target=stop)
        other.start()
        control.wait_while_paused()
        other.join()
        with pytest.raises(StoppedError):
            control.stop.check()
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def test_the_end_keeps_the_counts(tmp_path: Path, control: Control) -> None:
    control.tell(State(TRAINING, 48, 480, 10.0, 43.2))
    control.tell_end("failed", "disk full")
    assert told(tmp_path) == {
        "state": "failed",
        "images": 48,
        "images_planned": 480,
        "images_per_s": 0.0,
        "seconds_left": 0.0,
        "message": "disk full",
    }
