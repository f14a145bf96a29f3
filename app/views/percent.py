"""Shares in per cent, the sign set as the language of the screen sets it."""

from app.views.language import translate


def of_share(share: float, *, digits: int = 0) -> str:
    """Give a share of [0, 1] in per cent."""
    return signed(f"{100 * share:.{digits}f}")


def of_certainty(share: float) -> str:
    """Give how likely a model holds something to be: never impossible, never certain."""
    if share < 0.01:
        return signed("<1")
    return signed(">99") if share > 0.99 else of_share(share)


def of_range(low: float, high: float) -> str:
    """Give a range of shares in per cent, with one sign for both ends."""
    return signed(f"{100 * low:.1f}–{100 * high:.1f}")


def signed(figures: str) -> str:
    """Put the sign behind figures: apart from them in English, against them in Korean."""
    return translate("Percent", "{figures} %").format(figures=figures)
