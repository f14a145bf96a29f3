"""What a reviewer can say about a label."""

from enum import IntEnum, StrEnum


class Verdict(IntEnum):
    """The reviewer's word on one item; the numbers are stored in review files."""

    UNDECIDED = 0
    ACCEPTED = 1
    CORRECTED = 2
    EXCLUDED = 3
    FLAGGED = 4


class ExcludeReason(StrEnum):
    """Why an item does not belong in the dataset; the words are stored and exported."""

    UNREADABLE = "unreadable"
    CUT_OFF = "cut_off"
    NOT_TEXT = "not_text"
    OTHER = "other"
