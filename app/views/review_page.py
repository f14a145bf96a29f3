"""One review on the screen: the queue, the word, its texts, and what can be done."""

import math
from collections.abc import Callable
from dataclasses import replace

from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.domain.diff import JamoPart
from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from app.domain.suspicion import Suspicion, find_suspicion
from app.domain.verdict import ExcludeReason
from app.jobs.background import BackgroundCall
from app.jobs.image_loader import ImageLoader, LoadedImage
from app.jobs.page_look import PageLook
from app.models.picture_check import PictureCheck
from app.models.prediction_feed import FeedStatus, PredictionFeed
from app.models.session import Refusal, ReviewSession
from app.services.errors import CancelledError, EmptyLabelError, NothingToDoError
from app.services.review import Action, Change
from app.views import words
from app.views.alternatives import AlternativesView
from app.views.comparison import ComparisonView, Reading
from app.views.deck import Deck, keyboard_caption
from app.views.hint import HintStrip
from app.views.image_view import Emptiness, EyeSettings, Gaze, ImageView
from app.views.item_header import ItemHeader
from app.views.language import counted, translate
from app.views.notice import Notice
from app.views.queue_panel import QueuePanel
from app.views.settings import HINT_DECISIONS, Settings
from app.views.shortcuts import ALTERNATIVES, Command, alternative, key_text
from app.views.status_line import StatusLine
from app.views.themes import Theme
from app.views.wait_dialog import WaitDialog
from datasets.record import ImageRef
from recognizer.contract import ModelIdentity, Outcome

_AHEAD = 6
_ABOUT_AN_ITEM = (Command.ACCEPT, Command.EXCLUDE, Command.FLAG, Command.SKIP)
_STANDING_MS = 500
_AGAIN_MS = 2_000


class ReviewPage(QWidget):
    """Binds a session, its images and its model to the widgets.

    settings_changed: the `Settings` as the person left them here.
    """

    settings_changed = pyqtSignal(object)

    def __init__(
        self,
        session: ReviewSession,
        loader: ImageLoader,
        feed: PredictionFeed | None,
        *,
        read_page: Callable[[ImageRef], bytes],
        theme: Theme,
        settings: Settings,
    ) -> None:
        super().__init__()
        self.session, self.loader, self.feed = session, loader, feed
        self._settings = settings
        self._suspicion: Suspicion | None = None
        self._prediction: StoredPrediction | None = None
        self._seen = False
        self._showing_several = False
        self._shown: LoadedImage | None = None
        self._to_look_at: ImageRef | None = None  # again, for its picture was ready
        self._looking = False
        self._page_look = PageLook(read_page, self)
        self._check = PictureCheck(session, loader, feed, self)
        self.queue_panel = QueuePanel(session, theme)
        self.header = ItemHeader(session, theme)
        self.image_view = ImageView(theme)
        self.comparison = ComparisonView(theme)
        self.alternatives = AlternativesView(theme)
        self.hint = HintStrip(theme)
        self.deck = Deck(theme)
        self.status_line = StatusLine(theme)
        self.notice = Notice(theme)
        self._themed = (
            self.queue_panel,
            self.header,
            self.image_view,
            self.comparison,
            self.alternatives,
            self.hint,
            self.deck,
            self.status_line,
            self.notice,
        )
        self._standing_timer = QTimer(self)
        self._standing_timer.setSingleShot(True)
        self._standing_timer.timeout.connect(session.count_standing)
        self._fetching_timer = QTimer(self)
        self._fetching_timer.setSingleShot(True)
        self._fetching_timer.timeout.connect(self._fetch_images)
        self._painted_timer = QTimer(self)
        self._painted_timer.setSingleShot(True)
        self._painted_timer.timeout.connect(lambda: self._fetching_timer.start(0))
        self._again_timer = QTimer(self)
        self._again_timer.setSingleShot(True)
        self._again_timer.timeout.connect(self._load_again)
        self._hinted = settings.hinted
        self._commands = self._make_commands()
        self._lay_out()
        self._connect()
        self._show_hint()
        self._use_built_in_keyboard(settings.built_in_keyboard)
        self.status_line.show_standing(session.review.standing())
        session.begin()

    def _lay_out(self) -> None:
        word = QWidget()
        column = QVBoxLayout(word)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.image_view, 1)
        column.addWidget(self.comparison)
        column.addWidget(self.alternatives)
        column.addWidget(self.hint)
        column.addWidget(self.deck)
        self.queue_panel.add_below(self.notice)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.queue_panel)
        splitter.addWidget(word)
        splitter.setStretchFactor(1, 1)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([360, 1000])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(splitter, 1)
        whole.addWidget(self.status_line)

    def _connect(self) -> None:
        self.session.moved.connect(self._show_current)
        self.session.changed.connect(self._on_changed)
        self.session.queue_shown.connect(self.header.refresh)
        self.session.queue_shown.connect(self._fetch_soon)
        self.session.sorted_anew.connect(self._fetch_soon)
        self.session.decided.connect(self._on_decided)
        self.session.refused.connect(self._on_refused)
        self.session.finished.connect(self._on_finished)
        self.session.waiting.connect(self._show_waiting)
        self.session.stands.connect(self.status_line.show_standing)
        self.loader.loaded.connect(self._on_image)
        self._check.changed.connect(lambda: self.image_view.show_state(self._check.state))
        self._page_look.ready.connect(self.image_view.show_picture)
        self._page_look.failed.connect(self._on_page_failed)
        self.alternatives.chosen.connect(self._on_alternative_clicked)
        self.deck.actions.commanded.connect(self.run)
        self.deck.reasons.chosen.connect(self._exclude)
        self.deck.reasons.cancelled.connect(self._show_actions)
        self.deck.reasons.left.connect(lambda: self.deck.setCurrentWidget(self.deck.actions))
        self.hint.dismissed.connect(self._dismiss_hint)
        self.deck.currentChanged.connect(lambda _: self._on_keys_changed())
        chosen = self.queue_panel.view.selectionModel()
        chosen.selectionChanged.connect(lambda *_: self._on_selection())
        editor = self.deck.editing.editor
        editor.confirmed.connect(self._confirm_edit)
        editor.cancelled.connect(self._cancel_edit)
        editor.changed.connect(self._show_typed)
        editor.cursorPositionChanged.connect(lambda _, place: self.comparison.look_at(place))
        editor.alternative_chosen.connect(self._type_alternative)
        editor.keyboard_switched.connect(self._on_keyboard_switched)
        search = self.queue_panel.search
        search.keyboard_switched.connect(self._on_keyboard_switched)
        search.keyboard_switched.connect(lambda on: self.notice.say(keyboard_caption(on)))
        if self.feed is not None:
            self.feed.status_changed.connect(self._show_feed)
            self.feed.looked.connect(self._on_looked)
            self._show_feed()
        else:
            self.status_line.show_feed(FeedStatus())

    def _make_commands(self) -> dict[Command, Callable[[], None]]:
        session = self.session
        return {
            Command.ACCEPT: session.accept,
            Command.TAKE_PREDICTION: session.take_prediction,
            Command.EDIT: self._edit,
            Command.EXCLUDE: self._ask_reason,
            Command.FLAG: session.flag,
            Command.TAKE_CLEAN_FORM: session.take_clean_form,
            Command.CLEAR: session.clear,
            **{
                alternative(number): lambda number=number: self._take_alternative(number)
                for number in range(1, ALTERNATIVES + 1)
            },
            Command.UNDO: session.undo,
            Command.REDO: session.redo,
            Command.SKIP: session.skip,
            Command.BACK: self._back,
            Command.NEXT_DOUBTFUL: session.next_doubtful,
            Command.SEARCH: self._search,
            Command.NEXT_FILTER: self.queue_panel.next_filter,
            Command.CHANGE_ORDER: self.queue_panel.change_order,
            Command.SELECT_ALL: self.queue_panel.view.selectAll,
            Command.PAGE: self._toggle_page,
            Command.ATTENTION: self._toggle_attention,
            Command.INVERT: lambda: self._look(inverted=not self._eye.inverted),
            Command.CONTRAST: lambda: self._look(stretched=not self._eye.stretched),
            Command.ZOOM_IN: lambda: self.image_view.look(self._eye.zoomed(1.25)),
            Command.ZOOM_OUT: lambda: self.image_view.look(self._eye.zoomed(0.8)),
            Command.ROTATE_LEFT: lambda: self._look(
                quarter_turns=(self._eye.quarter_turns + 3) % 4
            ),
            Command.ROTATE_RIGHT: lambda: self._look(
                quarter_turns=(self._eye.quarter_turns + 1) % 4
            ),
            Command.PAN_LEFT: lambda: self._look_on(right=-1),
            Command.PAN_RIGHT: lambda: self._look_on(right=1),
            Command.PAN_UP: lambda: self._look_on(down=-1),
            Command.PAN_DOWN: lambda: self._look_on(down=1),
            Command.RESET_VIEW: lambda: self.image_view.look(EyeSettings()),
            Command.PAUSE: self._toggle_pause,
        }

    def run(self, command: Command) -> None:
        """Do what a key or a button asks for."""
        self._commands[command]()

    @property
    def commands(self) -> tuple[Command, ...]:
        """What this page can do; the rest is the window's."""
        return tuple(self._commands)

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        for widget in self._themed:
            widget.set_theme(theme)

    def take_settings(self, settings: Settings) -> None:
        """Go by other settings."""
        self._settings = settings
        self._use_built_in_keyboard(settings.built_in_keyboard)

    def focus_queue(self) -> None:
        """Put the keys where they decide."""
        self.queue_panel.view.setFocus()

    # showing

    def _show_current(self) -> None:
        item = self.session.current
        self._show_actions()
        self.header.refresh()
        self._looking = False
        self._page_look.forget()
        self._check.begin()
        self.image_view.show_gazes(())
        if item is None:
            self._prediction = self._suspicion = None
            self.comparison.show_texts("", Reading(text=""))
            self.alternatives.show_options(())
            self.image_view.show_empty(Emptiness.NOTHING, _why_empty(self.session.only.text))
            self._enable_commands()
            return
        self._show_texts(item)
        self._again_timer.stop()
        self._show_word(item)
        self._fetch_soon()
        self._enable_commands()

    def _show_word(self, item: ItemId) -> None:
        self._shown = None
        ref = self.session.review.item(item).image
        loaded = self.loader.get(item, ref)
        self._to_look_at = None if loaded is None else ref
        if loaded is None:
            self.image_view.show_empty(Emptiness.LOADING)
        else:
            self._check.see(loaded)
            self._show_image(loaded)

    def _fetch_soon(self) -> None:
        """Fetch what comes next once what is shown now is painted, and that was told."""
        self._painted_timer.start(0)

    def _fetch_images(self) -> None:
        """Fetch what comes next, and see whether what was ready is still the same."""
        review = self.session.review
        self.loader.prefetch(
            self.session.upcoming(_AHEAD), lambda coming: review.item(coming).image
        )
        if self._to_look_at is not None and (item := self.session.current) is not None:
            self.loader.look_again(item, self._to_look_at)
            self._to_look_at = None  # once: the queue below is sorted anew every second
        if self.feed is not None:
            self.feed.use_pause()

    def _show_texts(self, item: ItemId) -> None:
        review = self.session.review
        label = review.label(item)
        self._prediction = review.prediction(item)
        self._seen = review.seen_in_training(item)
        self._suspicion = None
        if self._prediction is not None:
            self._suspicion = find_suspicion(
                label, self._prediction, scored_label=review.imported_label(item)
            )
        suspicion = self._suspicion
        self.comparison.show_texts(
            label, self._reading, suspicious=suspicion.position if suspicion else None
        )
        self.alternatives.show_options(suspicion.options if suspicion else ())
        self._check.hear(self._prediction)

    @property
    def _reading(self) -> Reading:
        return _reading(self._prediction, self.session.review.model, seen=self._seen)

    def _show_image(self, loaded: LoadedImage) -> None:
        self._shown = loaded
        if loaded.away:
            self.image_view.show_empty(Emptiness.AWAY, loaded.error)
            self._again_timer.start(_AGAIN_MS)
        elif loaded.picture is None:
            self.image_view.show_empty(Emptiness.BROKEN, loaded.error)
        else:
            self.image_view.show_picture(loaded.picture)

    def _on_image(self, loaded: LoadedImage) -> None:
        if loaded.item != self.session.current or self._is_shown(loaded):
            return
        if self._page_look.asked_for is None or self.image_view.picture is None:
            self._show_image(loaded)

    def _is_shown(self, loaded: LoadedImage) -> bool:
        shown = self._shown
        return shown is not None and loaded.crc is not None and loaded.crc == shown.crc

    def _load_again(self) -> None:
        """Ask for the image again, once the dataset's folder may be back."""
        if (item := self.session.current) is not None:
            loaded = self.loader.get(item, self.session.review.item(item).image)
            if loaded is not None:
                self._show_image(loaded)

    def _on_changed(self, ids: object) -> None:
        item = self.session.current
        if item is not None and self.deck.currentWidget() is not self.deck.editing and item in ids:  # type: ignore[operator]
            self._show_texts(item)
            self.header.refresh()
            self._enable_commands()
        if not self._standing_timer.isActive():
            self._standing_timer.start(_STANDING_MS)

    def _show_feed(self) -> None:
        assert self.feed is not None
        self.status_line.show_feed(self.feed.status)

    def _enable_commands(self) -> None:
        review = self.session.review
        there = self.session.current is not None
        for command in _ABOUT_AN_ITEM:
            self.deck.actions.enable(command, there)
        self.deck.actions.enable(Command.EDIT, there and not self._several)
        readable = self._prediction is not None and bool(self._prediction.text)
        self.deck.actions.enable(Command.TAKE_PREDICTION, readable)
        self.deck.actions.enable(Command.UNDO, review.can_undo)

    # what came of a command

    def _on_decided(self, change: Change) -> None:
        self.notice.make_way()
        if change.action in (Action.UNDO, Action.REDO) and change.of is not None:
            self.notice.say(words.of_reverted(change.action, change.of, len(change.ids)))
        elif len(change.ids) > 1:
            self.notice.say(counted("ReviewPage", "{count} items in one step", len(change.ids)))
        elif change.action is Action.CLEAR and not len(change.ids):
            self.notice.say(translate("ReviewPage", "There is no verdict to take back."))
        elif not len(change.ids) and self.session.selection.selected_count > 1:
            self.notice.say(translate("ReviewPage", "That changes none of the items selected."))
        if self._hinted < HINT_DECISIONS:
            self._hinted += 1
            self._show_hint()
        if self.feed is not None:
            self.feed.wake()

    def _show_waiting(self, call: BackgroundCall) -> None:
        dialog = WaitDialog(call, self)
        self.session.resumed.connect(dialog.accept)
        dialog.show()

    def _on_refused(self, refusal: Refusal) -> None:
        known = isinstance(refusal.error, NothingToDoError | EmptyLabelError)
        text = words.of_refusal(refusal.action) if known else str(refusal.error)
        stopped = isinstance(refusal.error, CancelledError)
        self.notice.say(text, error=not known and not stopped)

    def _on_finished(self) -> None:
        standing = self.session.review.standing()
        if standing.decided == standing.total:
            text = translate("ReviewPage", "Everything is decided. {key} exports it.")
            following = Command.EXPORT
        else:
            text = translate("ReviewPage", "This list is done. {key} shows the next one.")
            following = Command.NEXT_FILTER
        self.notice.say(text.format(key=key_text(following)), long=True)

    def _on_keys_changed(self) -> None:
        """Show what the keys do now: while a reason is asked for, digits are that."""
        self._show_digits()
        self._show_hint()

    def _on_selection(self) -> None:
        """Show which keys act; every move selects, so only where one became several, or back."""
        if self._several != self._showing_several:
            self._showing_several = self._several
            self._show_digits()
            self._enable_commands()

    def _show_digits(self) -> None:
        prefixes = {self.deck.actions: None if self._several else "", self.deck.editing: "Alt+"}
        self.alternatives.show_keys(prefixes.get(self.deck.currentWidget()))

    def _show_hint(self) -> None:
        """Let it speak of the keys where they are what it says; nothing moves where it is silent.

        While one types or gives a reason, the keys are others, and the deck says them.
        """
        deciding = self.deck.currentWidget() is self.deck.actions
        self.hint.appear(wanted=self._hinted < HINT_DECISIONS, now=deciding)

    def _dismiss_hint(self) -> None:
        self._hinted = HINT_DECISIONS
        self._show_hint()
        self.remember_hint()

    def remember_hint(self) -> None:
        """Have it saved how often the hint was there: when one leaves, not on every decision."""
        if self._hinted != self._settings.hinted:
            self._remember(replace(self._settings, hinted=self._hinted))

    def _remember(self, settings: Settings) -> None:
        self._settings = settings
        self.settings_changed.emit(settings)

    def _on_keyboard_switched(self, on: bool) -> None:
        self._use_built_in_keyboard(on)
        self._remember(replace(self._settings, built_in_keyboard=on))

    def _use_built_in_keyboard(self, on: bool) -> None:
        self.queue_panel.search.use_built_in_keyboard(on)
        self.deck.editing.editor.use_built_in_keyboard(on)
        self.deck.editing.say_keys()

    def _back(self) -> None:
        if not self.session.back():
            self.notice.say(translate("ReviewPage", "There is no item before this one."))

    # deciding

    @property
    def _several(self) -> bool:
        return self.session.selection.selected_count > 1

    def _refuse_several(self) -> bool:
        """Where several items are selected, say that this is for one, and do nothing."""
        if self._several:
            text = translate(
                "ReviewPage",
                "Several items are selected; this is for one. Esc goes back to it.",
            )
            self.notice.say(text)
        return self._several

    def _on_alternative_clicked(self, number: int) -> None:
        """Do what its key would do now."""
        at_work = self.deck.currentWidget()
        if at_work is self.deck.actions:
            self._take_alternative(number)
        elif at_work is self.deck.editing:
            self._type_alternative(number)

    def _take_alternative(self, number: int) -> None:
        if not self._refuse_several() and (text := self._text_of_alternative(number)) is not None:
            self.session.correct(text)

    def _text_of_alternative(self, number: int) -> str | None:
        """Give what the label would be; where no such alternative is seen, say so."""
        if number <= len(self.alternatives.places()):
            return self.alternatives.options[number - 1].text
        text = translate("ReviewPage", "There is no alternative {number} here.")
        self.notice.say(text.format(number=number))
        return None

    def _ask_reason(self) -> None:
        if self.session.current is not None:
            self.session.stay()
            self.deck.setCurrentWidget(self.deck.reasons)
            self.deck.reasons.setFocus()

    def _exclude(self, reason: ExcludeReason) -> None:
        self._show_actions()
        self.session.exclude(reason)

    def _show_actions(self) -> None:
        was_elsewhere = self.deck.currentWidget() is not self.deck.actions
        self.deck.setCurrentWidget(self.deck.actions)
        if was_elsewhere:
            self.focus_queue()

    def _edit(self) -> None:
        item = self.session.current
        if item is None or self._refuse_several():
            return
        self.session.stay()
        suspicion = self._suspicion
        self.deck.setCurrentWidget(self.deck.editing)
        editor = self.deck.editing.editor
        editor.open_at(
            self.session.review.label(item),
            suspicion.position if suspicion else None,
            suspicion.differing if suspicion else JamoPart.NONE,
        )
        self.deck.editing.say_keys()
        editor.setFocus()

    def _confirm_edit(self, text: str) -> None:
        self._show_actions()
        self.session.correct(text)

    def _cancel_edit(self) -> None:
        self._show_actions()
        if (item := self.session.current) is not None:
            self._show_texts(item)

    def _show_typed(self, text: str) -> None:
        self.comparison.show_texts(text, self._reading)
        self.comparison.look_at(self.deck.editing.editor.cursorPosition())

    def _type_alternative(self, number: int) -> None:
        if (text := self._text_of_alternative(number)) is not None:
            self.deck.editing.editor.open_at(text, None, JamoPart.NONE)
            self.deck.editing.editor.end(False)
            self._show_typed(text)

    # looking

    @property
    def _eye(self) -> EyeSettings:
        return self.image_view.eye

    def _look(self, **changes: bool | int) -> None:
        self.image_view.look(replace(self._eye, **changes))  # type: ignore[arg-type]

    def _look_on(self, *, right: int = 0, down: int = 0) -> None:
        moved = self.image_view.look_on(right=right, down=down)
        if not moved and self.image_view.picture is not None:
            text = translate("ReviewPage", "The whole image is on the screen. {key} zooms in.")
            self.notice.say(text.format(key=key_text(Command.ZOOM_IN)))

    def _toggle_page(self) -> None:
        item = self.session.current
        if item is None or self._back_to_word():
            return
        self._looking = False
        self.image_view.show_gazes(())
        if not self._page_look.ask(item, self.session.review.item(item).image):
            self.notice.say(translate("ReviewPage", "This image is not cut from a page."))

    def _back_to_word(self) -> bool:
        """Show the word again where its page is shown or on its way."""
        item = self._page_look.asked_for
        if item is None:
            return False
        self._page_look.forget()
        self._show_word(item)
        return True

    def _on_page_failed(self, error: Exception) -> None:
        self._back_to_word()
        self.notice.say(str(error), error=True)

    def _toggle_attention(self) -> None:
        self._back_to_word()
        item = self.session.current
        self._looking = not self._looking and item is not None
        self.image_view.show_gazes(())
        if not self._looking or item is None:
            return
        if self.feed is None or self.feed.status.model is None:
            self._looking = False
            self.notice.say(translate("ReviewPage", "The model is not there to ask."))
        else:
            self.feed.look(item)

    def _on_looked(self, item: int, outcome: Outcome) -> None:
        """Show the answer, unless the reviewer has gone on."""
        if item != self.session.current or not self._looking:
            return
        if outcome.error is not None:
            self.notice.say(str(outcome.error), error=True)
            return
        prediction = outcome.prediction
        if prediction is None or prediction.attention is None:
            self.notice.say(translate("ReviewPage", "This model does not tell where it looked."))
            return
        self.image_view.show_gazes(
            tuple(
                Gaze(character, weights, prediction.word_share)
                for character, weights in zip(prediction.text, prediction.attention, strict=True)
            )
        )

    # the rest

    def _search(self) -> None:
        self.queue_panel.search.setFocus()
        self.queue_panel.search.selectAll()

    def _toggle_pause(self) -> None:
        if self.feed is not None:
            self.feed.toggle_pause()


def _why_empty(searched: str) -> str:
    if not searched:
        text = translate("ReviewPage", "Nothing in this list.\n{key} shows the next one.")
        return text.format(key=key_text(Command.NEXT_FILTER))
    return translate(
        "ReviewPage", "No label in this list contains “{text}”.\nEsc ends the search."
    ).format(text=searched)


def _reading(
    prediction: StoredPrediction | None, in_use: ModelIdentity | None, *, seen: bool
) -> Reading:
    if prediction is None:
        return Reading()
    model = prediction.model
    origin = "" if model == in_use else _name(model)
    if prediction.error:
        return Reading(error=prediction.error, origin=origin)
    certainty = None
    if prediction.log_prob is not None:
        certainty = math.exp(prediction.log_prob)
    elif prediction.confidence:
        certainty = math.prod(prediction.confidence)
    seen_by = _name(in_use) if seen and in_use else ""
    if prediction.seen_in_training:
        seen_by = _name(model)
    return Reading(
        prediction.text, prediction.confidence, certainty, origin=origin, seen_by=seen_by
    )


def _name(model: ModelIdentity) -> str:
    return f"{model.name} {model.version}"
