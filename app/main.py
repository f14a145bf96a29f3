"""Where the program starts: one command line, a window or none, `predict`, `serve`."""

import io
import logging
import os
import sys
from contextlib import suppress

from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtWidgets import QApplication

from app import command_line, model_choice
from app.jobs import background, image_loader, predictor, server_watch
from app.mishaps import install_exception_hooks, log_to_file
from app.program import Program
from app.unattended import UnattendedRun
from recognizer.errors import RecognizerError

_NAME = "hangul-ocr-review"


def main(arguments: list[str] | None = None) -> int:
    """Run the program; give the exit status."""
    _print_whatever_there_is()
    try:
        status = run(sys.argv[1:] if arguments is None else arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # who read the lines has enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more
        return 1
    return status


def run(arguments: list[str]) -> int:
    """Do what the command line asks for; give the exit status."""
    if arguments[:1] == ["predict"]:
        return predict(arguments[1:])
    if arguments[:1] == ["serve"]:
        from recognizer.serve import main_serve

        return main_serve(arguments[1:], open_backend=model_choice.open_to_serve)
    options = command_line.parse(arguments)
    attended = options.screenshot is None and _has_display()
    if not attended:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    log_to_file(_NAME)
    application = _application()
    program = Program(options, attended=attended)
    reviewing = program if attended else UnattendedRun(program, options.screenshot)
    install_exception_hooks(reviewing.tell_of)
    reviewing.start()
    status = int(application.exec())
    program.end()
    return leave_with(status)


def leave_with(status: int) -> int:
    """Give the exit status, once nothing more is to be written.

    A server or a share that does not answer still holds a thread. Everything decided is on disk
    and the files are closed: end without it, for the interpreter would wait.
    """
    jobs = (background, image_loader, predictor, server_watch)
    if any(job.any_left_behind() for job in jobs):
        logging.shutdown()
        with suppress(OSError):
            sys.stdout.flush()
        os._exit(status)
    return status


def predict(arguments: list[str]) -> int:
    """Print what a model reads in image files; give the exit status."""
    from recognizer.predict import predict_files

    options = command_line.parse_predict(arguments)
    open_backend = model_choice.opener(options.model)
    if open_backend is None:
        print("there is no bundled archive: name one with --archive or --backend", file=sys.stderr)
        return 1
    try:
        backend = open_backend()
        try:
            return predict_files(backend, options.images, results=sys.stdout, complaints=sys.stderr)
        finally:
            backend.close()
    except RecognizerError as error:
        print(error, file=sys.stderr)
        return 1


def _print_whatever_there_is() -> None:
    """Let no character of a label end a run where the terminal's encoding lacks it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a window of its own may have none
            stream.reconfigure(errors="backslashreplace")


def _application() -> QApplication:
    # WORKAROUND: OpenGL, which nothing here draws with, brings Mesa's LLVM into the process, and
    # TensorFlow's own LLVM then crashes on loading.
    os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_EnableHighDpiScaling)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_UseHighDpiPixmaps)
    if (running := QApplication.instance()) is not None:
        return running
    application = QApplication([_NAME])
    application.setApplicationName(_NAME)
    application.setApplicationDisplayName("")
    application.setDesktopFileName(_NAME)
    return application


def _has_display() -> bool:
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
