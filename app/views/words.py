"""Domain values in the language of the screen."""

from app.domain.label_hygiene import LabelFault
from app.domain.queue import Order
from app.domain.verdict import ExcludeReason, Verdict
from app.views.language import translate


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
