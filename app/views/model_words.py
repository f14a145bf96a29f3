"""How a model is, in words: what the dialog lists and the status line tells when pointed at."""

from app.views.language import translate
from app.views.messages import localised
from recognizer.backends.serving_channel import ModelState, ModelStatus, Signature


def of_state(state: ModelState) -> str:
    """Say where a version is in its life."""
    return {
        ModelState.UNKNOWN: translate("ModelWords", "not told"),
        ModelState.START: translate("ModelWords", "about to be loaded"),
        ModelState.LOADING: translate("ModelWords", "being loaded"),
        ModelState.AVAILABLE: translate("ModelWords", "available"),
        ModelState.UNLOADING: translate("ModelWords", "being unloaded"),
        ModelState.END: translate("ModelWords", "not loaded"),
    }[state]


def of_signature(signature: Signature | None) -> str:
    """Say what a signature gives."""
    if signature is None:
        return translate("ModelWords", "none that this program knows")
    return {
        Signature.REVIEW: translate("ModelWords", "review: scores every label"),
        Signature.DEFAULT: translate(
            "ModelWords", "default only: no scores, ordered by edit distance"
        ),
    }[signature]


def of_time(seconds: float) -> str:
    """Give a round trip in milliseconds."""
    return f"{1000 * seconds:.0f} ms" if seconds >= 0.01 else f"{1000 * seconds:.1f} ms"


def rows_of(status: ModelStatus) -> list[tuple[str, str]]:
    """Give caption and value of everything that is known of a model."""
    yes_no = translate("ModelWords", "yes") if status.reachable else translate("ModelWords", "no")
    rows = [
        (translate("ModelWords", "Reachable"), yes_no),
        (translate("ModelWords", "Model"), status.model),
    ]
    if not status.reachable:
        return rows
    return [
        *rows,
        (translate("ModelWords", "Version"), status.version or of_state(ModelState.UNKNOWN)),
        (translate("ModelWords", "State"), of_state(status.state)),
        (translate("ModelWords", "Signature"), of_signature(status.signature)),
        *(
            [(translate("ModelWords", "Round trip"), of_time(status.round_trip_s))]
            if status.round_trip_s is not None
            else []
        ),
    ]


def described(status: ModelStatus) -> str:
    """Give all of it as lines of text."""
    lines = [f"{caption}: {value}" for caption, value in rows_of(status)]
    return "\n".join([*lines, *([localised(status.problem)] if status.problem else [])])
