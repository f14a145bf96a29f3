"""What is wrong with a stored label's spelling, whatever its image shows."""

from enum import IntFlag


class LabelFault(IntFlag):
    """Faults of spelling; a label may have several. The numbers are stored in review files."""

    NONE = 0
    NFD = 1
    STRAY_JAMO = 2
    CONJOINING_JAMO = 4
    ZERO_WIDTH = 8
    FULL_WIDTH = 16
    LOOK_ALIKE = 32
    EDGE_SPACE = 64
    DOUBLE_SPACE = 128
    CONTROL = 256


def find_faults(raw_label: str) -> LabelFault:
    """Tell what is wrong with a label as it is stored."""


def clean_form(raw_label: str) -> str:
    """Propose the label without the faults that have one mending; empty if nothing is left.

    Faults with no mending (a stray jamo that composes with nothing) stay.
    """


def fault_positions(raw_label: str) -> tuple[tuple[int, LabelFault], ...]:
    """Give the index and fault of each character at fault in the label's NFC form."""
