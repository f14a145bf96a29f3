"""The two-set (두벌식, KS X 5002) keyboard: letters typed one by one become syllables.

Two ways of typing meet here. `Composition` is the everyday one: initial, vowel, final, and a final
that a following vowel takes away again (도깨비불). `Repair` starts from a finished syllable and
replaces single jamo in it, so that a one-jamo slip costs one or two letters:

- a vowel can start no syllable, so a vowel typed first replaces the vowel;
- a consonant typed first replaces the doubtful consonant, and a second one may double a final;
- a vowel behind such a consonant shows that the whole syllable is being typed anew.
"""

from dataclasses import dataclass, replace
from enum import Enum

from recognizer import jamo

_KEYS = {
    **dict(zip("qwertasdfgzxcv", "ㅂㅈㄷㄱㅅㅁㄴㅇㄹㅎㅋㅌㅊㅍ", strict=True)),
    **dict(zip("yuiophjklbnm", "ㅛㅕㅑㅐㅔㅗㅓㅏㅣㅠㅜㅡ", strict=True)),
}
_SHIFTED = dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
LETTER_OF_KEY = {key.upper(): letter for key, letter in _KEYS.items()} | _KEYS | _SHIFTED
"""The letter on each key of a QWERTY keyboard; Shift counts where it changes the letter."""

_COMPOUND_VOWELS = {
    "ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ",
    "ㅡㅣ": "ㅢ",
}  # fmt: skip
_COMPOUND_FINALS = {
    "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ",
    "ㄹㅅ": "ㄽ", "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip
_PARTS = {whole: parts for parts, whole in (_COMPOUND_VOWELS | _COMPOUND_FINALS).items()}
_VOWELS = frozenset(jamo.VOWELS)
_FINALS = frozenset(jamo.FINALS) - {""}


def letter_of(key: str) -> str | None:
    """Give the letter that `key` types: of a QWERTY key, or a letter that is Hangul already."""
    if key in LETTER_OF_KEY:
        return LETTER_OF_KEY[key]
    return key if len(key) == 1 and (key in _VOWELS or key in jamo.INITIALS) else None


class Slot(Enum):
    """A place in a syllable."""

    INITIAL = "initial"
    VOWEL = "vowel"
    FINAL = "final"


@dataclass(frozen=True)
class Composition:
    """One syllable being typed, as compatibility jamo; empty where nothing is typed yet."""

    initial: str = ""
    vowel: str = ""
    final: str = ""

    @classmethod
    def of(cls, syllable: str) -> "Composition":
        """Give a finished syllable as if it had just been typed."""
        initial, vowel, final = jamo.split(syllable)
        return cls(jamo.INITIALS[initial], jamo.VOWELS[vowel], jamo.FINALS[final])

    @property
    def text(self) -> str:
        """What is seen: a syllable where initial and vowel are there, else the lone letter."""
        if not (self.initial and self.vowel):
            return self.initial or self.vowel
        return jamo.compose(
            jamo.Jamo(
                jamo.INITIALS.index(self.initial),
                jamo.VOWELS.index(self.vowel),
                jamo.FINALS.index(self.final),
            )
        )

    def press(self, letter: str) -> "Typed":
        """Type one letter."""
        return self._press_vowel(letter) if letter in _VOWELS else self._press_consonant(letter)

    def erase(self) -> "Composition":
        """Take the last key press back; a composition of one letter becomes empty."""
        for slot in ("final", "vowel", "initial"):
            if letter := getattr(self, slot):
                parts = _PARTS.get(letter, letter)
                return replace(self, **{slot: parts[:-1]})
        return self

    def _press_vowel(self, letter: str) -> "Typed":
        if self.final:
            parts = _PARTS.get(self.final, self.final)
            stays = replace(self, final=parts[:-1])
            return Typed(stays.text, Composition(initial=parts[-1], vowel=letter))
        if not self.vowel:
            return Typed("", replace(self, vowel=letter))
        if compound := _COMPOUND_VOWELS.get(self.vowel + letter):
            return Typed("", replace(self, vowel=compound))
        return Typed(self.text, Composition(vowel=letter))

    def _press_consonant(self, letter: str) -> "Typed":
        if not (self.initial or self.vowel):
            return Typed("", Composition(initial=letter))
        if self.initial and self.vowel:
            final = _COMPOUND_FINALS.get(self.final + letter, "") if self.final else letter
            if final in _FINALS:
                return Typed("", replace(self, final=final))
        return Typed(self.text, Composition(initial=letter))


@dataclass(frozen=True)
class Repair:
    """A finished syllable of which single jamo are replaced.

    consonant_slot: which consonant a first consonant replaces, INITIAL or FINAL.
    typed: the letters typed so far.
    """

    original: str
    consonant_slot: Slot
    typed: str = ""

    @property
    def text(self) -> str:
        """The syllable with what was typed put into it."""
        syllable = Composition.of(self.original)
        vowels = "".join(letter for letter in self.typed if letter in _VOWELS)
        consonants = "".join(letter for letter in self.typed if letter not in _VOWELS)
        if vowels:
            syllable = replace(syllable, vowel=_last_letter(vowels, _COMPOUND_VOWELS))
        if consonants:
            letter = _last_letter(consonants, _COMPOUND_FINALS)
            if self._slot_of_consonant is Slot.FINAL and letter in _FINALS:
                syllable = replace(syllable, final=letter)
            else:
                syllable = replace(syllable, initial=consonants[-1])
        return syllable.text

    @property
    def _slot_of_consonant(self) -> Slot:
        return Slot.FINAL if self.typed[:1] in _VOWELS else self.consonant_slot

    def press(self, letter: str) -> "Typed":
        """Type one letter."""
        if letter in _VOWELS and self.typed and self.typed[0] not in _VOWELS:
            return Typed("", Composition(initial=self.typed[-1], vowel=letter))
        return Typed("", replace(self, typed=self.typed + letter))

    def erase(self) -> "Repair | Composition":
        """Take the last letter back; with none left, open the syllable from its end."""
        if self.typed:
            return replace(self, typed=self.typed[:-1])
        return Composition.of(self.original).erase()


@dataclass(frozen=True)
class Typed:
    """What a letter did: the text it finished, and what is still being composed."""

    committed: str
    composing: Composition | Repair


def _last_letter(letters: str, compounds: dict[str, str]) -> str:
    """Give the last two letters as their compound where there is one, else the last letter."""
    return compounds.get(letters[-2:], letters[-1])


class Composer:
    """The keyboard's state between key presses."""

    def __init__(self) -> None:
        self._composing: Composition | Repair = Composition()

    @property
    def preedit(self) -> str:
        """The text being composed, not yet part of the label."""
        return self._composing.text

    def repair(self, syllable: str, consonant_slot: Slot) -> None:
        """Begin with a finished syllable. Raises ValueError where it is none."""
        if not jamo.is_syllable(syllable):
            raise ValueError(f"not a Hangul syllable: {syllable!r}")
        self._composing = Repair(syllable, consonant_slot)

    @property
    def repairing(self) -> Repair | None:
        """The repair under way, if one is."""
        return self._composing if isinstance(self._composing, Repair) else None

    def switch_consonant(self) -> None:
        """Let the next consonant of a repair replace the other one; does nothing elsewhere."""
        if repair := self.repairing:
            other = Slot.INITIAL if repair.consonant_slot is Slot.FINAL else Slot.FINAL
            self._composing = replace(repair, consonant_slot=other)

    def press(self, letter: str) -> str:
        """Type one letter (`letter_of`); give the text that it finished."""
        typed = self._composing.press(letter)
        self._composing = typed.composing
        return typed.committed

    def erase(self) -> bool:
        """Take the last letter back; False where nothing was being composed."""
        if not self.preedit:
            return False
        self._composing = self._composing.erase()
        return True

    def flush(self) -> str:
        """Finish what is being composed and give it."""
        text = self.preedit
        self._composing = Composition()
        return text
