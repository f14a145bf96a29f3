"""Where the review stands, in plots."""

import math
from datetime import datetime
from itertools import pairwise

from PyQt5.QtCore import QSize
from PyQt5.QtWidgets import QGridLayout, QWidget

from app.domain.statistics import Agreement, Statistics
from app.domain.verdict import Verdict
from app.views import words
from app.views.dialogs import PlainDialog, Scrolled, muted
from app.views.language import translate
from app.views.plots import Bar, BarPlot, Plot, TimePlot
from app.views.status_line import sentences
from app.views.themes import Theme

_CONFUSIONS = 7
_COLUMNS = 3


class StatisticsDialog(PlainDialog):
    """Six plots and a sentence."""

    def __init__(self, statistics: Statistics, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(translate("StatisticsDialog", "Statistics"), parent)
        self.body.addWidget(muted(" ".join(sentences(statistics.standing))))
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        for place, plot in enumerate(_plots(statistics, theme)):
            grid.addWidget(plot, *divmod(place, _COLUMNS))
        self.table = Scrolled(held)
        self.body.addWidget(self.table, 1)
        self.add_close_button()
        self.table.setFocus()
        self.resize_within_screen(QSize(1120, 690))


def _plots(statistics: Statistics, theme: Theme) -> list[Plot]:
    nothing = translate("StatisticsDialog", "Nothing decided yet.")
    hours = [_local_hour(done.hour) for done in statistics.done]
    done = [float(hour.done) for hour in statistics.done]
    per_hour = [after - before for before, after in pairwise([0.0, *done])]
    return [
        BarPlot(
            translate("StatisticsDialog", "Verdicts"), nothing, theme, _verdicts(statistics, theme)
        ),
        TimePlot(translate("StatisticsDialog", "Done"), nothing, theme, names=hours, values=done),
        BarPlot(
            translate("StatisticsDialog", "Wrong labels (marked) by doubt"),
            nothing,
            theme,
            [_wrong(each) for each in reversed(statistics.agreement)],
        ),
        TimePlot(
            translate("StatisticsDialog", "Done in an hour"),
            nothing,
            theme,
            names=hours,
            values=per_hour,
            columns=True,
        ),
        BarPlot(
            translate("StatisticsDialog", "Jamo that labels confused"),
            translate("StatisticsDialog", "No label was corrected by a jamo yet."),
            theme,
            _confusions(statistics),
        ),
        BarPlot(
            translate("StatisticsDialog", "Agreement with the model by doubt"),
            nothing,
            theme,
            [_agreement(each) for each in reversed(statistics.agreement)],
            full=1.0,
        ),
    ]


def _local_hour(hour: str) -> str:
    """Name an hour that is kept in UTC by the clock of this place."""
    return f"{datetime.fromisoformat(f'{hour}:00+00:00').astimezone():%m-%d %H:%M}"


def _verdicts(statistics: Statistics, theme: Theme) -> list[Bar]:
    return [
        Bar(words.of_verdict(verdict), count, note=f"{count:,}", colour=theme.of_verdict(verdict))
        for verdict, count in statistics.standing.counts.items()
        if verdict is not Verdict.UNDECIDED
    ]


def _wrong(agreement: Agreement) -> Bar:
    note = f"{agreement.wrong:,} / {agreement.decided:,}" if agreement.decided else ""
    return Bar(_range(agreement), agreement.decided, agreement.wrong, note)


def _agreement(agreement: Agreement) -> Bar:
    if not agreement.decided:
        return Bar(_range(agreement), 0.0)
    note = f"{agreement.foreseen:,} / {agreement.decided:,}"
    return Bar(_range(agreement), agreement.foreseen / agreement.decided, note=note)


def _range(agreement: Agreement) -> str:
    if math.isinf(agreement.low):
        return f"< {agreement.high:g}"
    if math.isinf(agreement.high):
        return f"≥ {agreement.low:g}"
    return f"{agreement.low:g}–{agreement.high:g}"


def _confusions(statistics: Statistics) -> list[Bar]:
    return [
        Bar(
            f"{each.pair.given or '∅'} → {each.pair.read or '∅'}",
            each.count,
            note=f"{each.count:,}",
        )
        for each in statistics.confusions[:_CONFUSIONS]
    ]
