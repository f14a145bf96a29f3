"""Typing with the system's own Korean keyboard: ibus-hangul, on an X server of the test's own.

The X server, window manager, message bus and ibus are started for the test and end with it; keys
come from xdotool, and what came of them is read from the journal. REQUIRE_IME turns a skip into a
failure (`make test-ime`).
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("Xvfb", "openbox", "dbus-daemon", "ibus", "ibus-daemon", "gsettings", "xdotool")
ENGINE = Path("/usr/share/ibus/component/hangul.xml")
PACKAGES = "xvfb openbox dbus ibus ibus-hangul libglib2.0-bin xdotool"
LABELS = ("가게", "학교", "시장", "약국", "병원", "우체국")
PATIENCE_S = 60

pytestmark = pytest.mark.slow


def missing(reason: str) -> None:
    if os.environ.get("REQUIRE_IME"):
        pytest.fail(reason)
    pytest.skip(reason)


def eventually(come: Callable[[], bool], patience_s: float = PATIENCE_S) -> bool:
    """Ask again and again: what other programs do cannot be waited for otherwise."""
    deadline_s = time.monotonic() + patience_s
    while not (there := come()) and time.monotonic() < deadline_s:
        time.sleep(0.02)
    return there


@dataclass
class Desktop:
    """A person's desktop with the program on it, and the journal of its review."""

    environment: dict[str, str]
    review: Path

    def run(self, *command: str) -> bool:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, timeout=PATIENCE_S, check=False
        )
        return done.returncode == 0

    def press(self, *keys: str) -> None:
        assert self.run("xdotool", "key", "--delay", "30", *keys)

    def decisions(self) -> list[tuple[str, str | None]]:
        """Give what the journal holds: action, and the label after it (undo and redo: none)."""
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.review}?mode=ro", uri=True)) as db:
                return db.execute(
                    "SELECT iif(kind IN ('undo', 'redo'), kind, action), text_after"
                    " FROM journal LEFT JOIN journal_items USING (seq)"
                    " ORDER BY seq"
                ).fetchall()
        except sqlite3.OperationalError:  # not there yet
            return []

    def decides(self, key: str) -> bool:
        """Press a key; tell whether it decides anything within some seconds."""
        before = len(self.decisions())
        self.press(key)
        return eventually(lambda: len(self.decisions()) > before, patience_s=5)

    def pressing(self, *keys: str) -> tuple[str, str | None]:
        """Press keys that decide; give the decision they come to."""
        before = len(self.decisions())
        self.press(*keys)
        assert eventually(lambda: len(self.decisions()) > before), f"{keys} decided nothing"
        return self.decisions()[-1]


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    lacking = [program for program in PROGRAMS if shutil.which(program) is None]
    lacking += [] if ENGINE.exists() else [str(ENGINE)]
    if lacking:
        missing(f"no {', '.join(lacking)}: apt-get install {PACKAGES}")
    place = tmp_path_factory.mktemp("ime")
    write_words(place / "words")
    review = place / "words.review.sqlite"
    with contextlib.ExitStack() as running:

        def start(*command: str, pipe: int | None = None) -> None:
            process = subprocess.Popen(
                command,
                env=environment,
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=() if pipe is None else (pipe,),
            )
            running.callback(process.wait)
            running.callback(process.terminate)

        def start_telling(*command: str) -> str:
            """Start what writes its address to a pipe; give that."""
            reader, writer = os.pipe()
            start(*(part.format(writer) for part in command), pipe=writer)
            os.close(writer)
            with os.fdopen(reader, encoding="ascii") as pipe:
                return pipe.readline().strip()

        environment = private_environment(place / "home")
        screen = start_telling("Xvfb", "-displayfd", "{}", "-screen", "0", "1366x768x24")
        environment["DISPLAY"] = f":{screen}"
        address = start_telling("dbus-daemon", "--session", "--nofork", "--print-address={}")
        environment["DBUS_SESSION_BUS_ADDRESS"] = address
        desktop = Desktop(environment, review)
        engine = "org.freedesktop.ibus.engine.hangul"
        assert desktop.run("gsettings", "set", engine, "initial-input-mode", "hangul")
        start("openbox")
        start("ibus-daemon", "--xim", "--panel=disable", "--cache=none")
        assert eventually(lambda: desktop.run("ibus", "engine", "hangul"))
        arguments = (str(place / "words"), "--review", str(review), "--lang", "en")
        start(sys.executable, "-m", "app.main", *arguments)
        window = ("search", "--sync", "--onlyvisible", "--name", "^words")
        assert desktop.run("xdotool", *window, "windowactivate", "--sync")
        # The window is there before its review: keys decide nothing yet.
        assert eventually(lambda: desktop.decides("f"))
        assert desktop.decides("u")
        yield desktop


def write_words(folder: Path) -> None:
    folder.mkdir()
    for number, label in enumerate(LABELS):
        picture = np.full((32, 80, 3), 40 * number, np.uint8)
        (folder / f"{label}.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())


def private_environment(home: Path) -> dict[str, str]:
    """Give an environment that shares nothing with the person's own desktop."""
    folders = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_RUNTIME_DIR": home / "run",
    }
    for folder in folders.values():
        folder.mkdir(mode=0o700, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    return {
        **environment,
        **{name: str(folder) for name, folder in folders.items()},
        "GSETTINGS_BACKEND": "keyfile",
        "QT_IM_MODULE": "ibus",
        "LC_ALL": "C.UTF-8",
    }


def composed_by_the_system(desktop: Desktop) -> bool:
    """Type into the open editor; tell whether ibus had the keys.

    On a busy machine the first ones come before it does: then they are undone, and the editor open.
    """
    if desktop.pressing("ctrl+a", *"gksrmf", "Return") == ("correct", "한글"):
        return True
    desktop.pressing("u")
    desktop.press("e")
    return False


def test_system_keyboard_keeps_the_syllable_that_enter_meets_and_leaves_the_keys(
    desktop: Desktop,
) -> None:
    """One story, as the state of the keyboard is the program's: built in first, then ibus."""
    typed_by_the_built_in = desktop.pressing("e", "ctrl+a", *"gksrmf", "Return")
    assert typed_by_the_built_in == ("correct", "한글")

    desktop.press("e", "shift+space")
    assert eventually(lambda: composed_by_the_system(desktop))
    assert desktop.pressing("e", "ctrl+a", *"ekfr", "BackSpace", "Return") == ("correct", "달")
    assert desktop.pressing("e", "ctrl+a", *"ekfrdl", "Return") == ("correct", "닭이")

    # Still in Hangul mode: f would be ㄹ, u ㅕ, r ㄱ.
    assert desktop.pressing("f")[0] == "flag"
    assert desktop.pressing("u")[0] == "undo"
    assert desktop.pressing("r")[0] == "redo"
    assert desktop.pressing("space")[0] == "accept"
    assert desktop.pressing("x", "2")[0] == "exclude"
