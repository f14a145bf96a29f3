"""Domain values in the language of the screen."""

from app.domain.label_hygiene import LabelFault
from app.domain.queue import Order
from app.domain.verdict import ExcludeReason, Verdict
from app.models.picture_check import PictureState
from app.services.review import Action
from app.services.training_files import ConfusionChange, Phase
from app.views.language import translate
from app.views.shortcuts import Command, key_text


def of_verdict(verdict: Verdict) -> str:
    """Name a verdict."""
    return {
        Verdict.UNDECIDED: translate("Words", "undecided"),
        Verdict.ACCEPTED: translate("Words", "accepted"),
        Verdict.CORRECTED: translate("Words", "corrected"),
        Verdict.EXCLUDED: translate("Words", "excluded"),
        Verdict.FLAGGED: translate("Words", "flagged"),
    }[verdict]


def of_reason(reason: ExcludeReason) -> str:
    """Name a reason for exclusion."""
    return {
        ExcludeReason.UNREADABLE: translate("Words", "unreadable"),
        ExcludeReason.CUT_OFF: translate("Words", "cut off"),
        ExcludeReason.NOT_TEXT: translate("Words", "not text"),
        ExcludeReason.OTHER: translate("Words", "other"),
    }[reason]


def of_order(order: Order) -> str:
    """Name an order of the queue."""
    return {
        Order.DOUBT: translate("Words", "by doubt"),
        Order.IMPORT: translate("Words", "as in the dataset"),
        Order.NAME: translate("Words", "by label"),
    }[order]


def of_faults(faults: LabelFault) -> str:
    """List what is wrong with a label's spelling."""
    names = {
        LabelFault.NFD: translate("Words", "decomposed (NFD)"),
        LabelFault.STRAY_JAMO: translate("Words", "stray jamo"),
        LabelFault.CONJOINING_JAMO: translate("Words", "conjoining jamo"),
        LabelFault.ZERO_WIDTH: translate("Words", "invisible character"),
        LabelFault.FULL_WIDTH: translate("Words", "full-width character"),
        LabelFault.LOOK_ALIKE: translate("Words", "look-alike character"),
        LabelFault.EDGE_SPACE: translate("Words", "space at the edge"),
        LabelFault.DOUBLE_SPACE: translate("Words", "doubled space"),
        LabelFault.CONTROL: translate("Words", "control character"),
    }
    return ", ".join(name for fault, name in names.items() if fault in faults)


def of_picture(state: PictureState) -> str:
    """Say what a reviewer must know of the picture; nothing where it is what the model read."""
    return {
        PictureState.SAME: "",
        PictureState.CHANGED: translate("Words", "The image has changed since the model read it."),
        PictureState.WAITING: translate(
            "Words", "The image has changed since the model read it. It will be read again."
        ),
        PictureState.DECIDED: translate(
            "Words",
            "The image has changed since the model read it. Check that your verdict still fits.",
        ),
        PictureState.GONE: translate(
            "Words", "The image cannot be read any more. This is how it was."
        ),
    }[state]


def of_action(action: Action) -> str:
    """Name what a step did."""
    return {
        Action.ACCEPT: translate("Words", "label is right"),
        Action.CORRECT: translate("Words", "correction"),
        Action.TAKE_PREDICTION: translate("Words", "prediction taken"),
        Action.TAKE_CLEAN_FORM: translate("Words", "clean form taken"),
        Action.EXCLUDE: translate("Words", "exclusion"),
        Action.FLAG: translate("Words", "flag"),
        Action.CLEAR: translate("Words", "verdict taken back"),
        Action.UNDO: translate("Words", "undo"),
        Action.REDO: translate("Words", "redo"),
    }[action]


def of_reverted(action: Action, of: Action, count: int) -> str:
    """Say which step was undone or done again, and for how many items."""
    text = (
        translate("Words", "Undone: {step}")
        if action is Action.UNDO
        else translate("Words", "Done again: {step}")
    ).format(step=of_action(of))
    return text if count == 1 else f"{text} ({count:,})"


def of_refusal(action: Action) -> str:
    """Say why a command had nothing to do."""
    reasons = {
        Action.TAKE_PREDICTION: translate("Words", "The model has not read this image."),
        Action.TAKE_CLEAN_FORM: translate(
            "Words", "There is nothing to clean in the spelling of this label."
        ),
        Action.UNDO: translate("Words", "There is nothing to undo."),
        Action.REDO: translate("Words", "There is nothing to redo."),
    }
    empty = translate("Words", "A label cannot be empty. {key} excludes an image without text.")
    return reasons.get(action, empty.format(key=key_text(Command.EXCLUDE)))


def of_phase(phase: Phase) -> str:
    """Say what a training does."""
    return {
        Phase.PREPARING: translate("Words", "preparing …"),
        Phase.TRAINING: translate("Words", "training"),
        Phase.PAUSED: translate("Words", "paused"),
        Phase.EVALUATING: translate("Words", "comparing before and after …"),
        Phase.EXPORTING: translate("Words", "writing the archive …"),
        Phase.DONE: translate("Words", "done"),
        Phase.FAILED: translate("Words", "failed"),
        Phase.STOPPED: translate("Words", "stopped, can go on"),
    }[phase]


def of_kind(kind: str) -> str:
    """Name a kind of words that a training counts; one it does not know as it came."""
    names = {
        "held_out": translate("Words", "held-out items"),
        "replay": translate("Words", "synthetic words"),
        "clean": translate("Words", "clean print"),
        "print": translate("Words", "print"),
        "handwriting": translate("Words", "handwriting"),
        "plate": translate("Words", "plates"),
        "scene": translate("Words", "scenes"),
        "lettering": translate("Words", "lettering"),
    }
    return names.get(kind, kind)


def of_confusion(change: ConfusionChange) -> str:
    """Say which letter was read as which."""
    place = {
        "initial": translate("Words", "initial"),
        "vowel": translate("Words", "vowel"),
        "final": translate("Words", "final"),
    }.get(change.place, "")
    return f"{place} {change.label or '∅'} → {change.read or '∅'}".strip()
