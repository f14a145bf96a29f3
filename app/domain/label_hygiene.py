"""What is wrong with a stored label's spelling, whatever its image shows.

The clean form drops invisible characters, gives full-width and look-alike ones their usual form,
keeps spaces single and inside, and composes jamo that spell whole syllables; conjoining jamo
(U+11xx, as broken input methods leave them) that compose with nothing become compatibility jamo,
the form people type. What has no one mending is marked and left as it is.
"""

import re
import unicodedata
from enum import IntFlag
from itertools import pairwise

from recognizer import jamo


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


# Nearly every label is of these and needs no closer look: 1 M labels pass in well under a second.
_PLAIN = re.compile(r"[가-힣!-~]+(?: [가-힣!-~]+)*")

_ZERO_WIDTH = frozenset("\u00ad\u034f\u115f\u1160\u200b\u200c\u200d\u2060\u3164\ufeff\uffa0")
_ZERO_WIDTH_RANGES = ((0x200E, 0x200F), (0x202A, 0x202E), (0x2061, 0x2064), (0x2066, 0x206F))
_SPACES = frozenset("\u0020\u00a0\u1680\u202f\u205f\u3000") | {
    chr(c) for c in range(0x2000, 0x200B)
}

# Letters of other scripts that fonts draw like Latin ones, and marks like ASCII ones.
_LOOK_ALIKES = str.maketrans(
    dict(
        zip(
            "АВЕКМНОРСТХаеорсухіѕјІЅЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧο‐‑‒−﹣ꞏ∙⋅•・･ᆞㆍ⁄∕∶′ˊ‚",
            "ABEKMHOPCTXaeopcyxisjISJABEZHIKMNOPTYXo-----········//:'',",
            strict=True,
        )
    )
)
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_FULL_WIDTH_SIGNS = {"￠": "¢", "￡": "£", "￢": "¬", "￣": "¯", "￤": "¦", "￥": "¥", "￦": "₩"}
_HALF_WIDTH = range(0xFF65, 0xFFDD)  # half-width katakana and jamo

_CONJOINING = (range(0x1100, 0x1200), range(0xA960, 0xA97D), range(0xD7B0, 0xD7FC))
_COMPATIBILITY = range(0x3131, 0x318F)


def find_faults(raw_label: str) -> LabelFault:
    """Tell what is wrong with a label as it is stored."""
    if _PLAIN.fullmatch(raw_label):
        return LabelFault.NONE
    faults = LabelFault.NONE
    composed = jamo.nfc(raw_label)
    if composed != raw_label:
        faults |= LabelFault.NFD
    for character in composed:
        faults |= _fault_of(character)
    return faults | _space_faults(composed)


def clean_form(raw_label: str) -> str:
    """Propose the label without the faults that have one mending; empty if nothing is left.

    Faults with no mending (a stray jamo that composes with nothing) stay.
    """
    if _PLAIN.fullmatch(raw_label):
        return raw_label
    visible = "".join(c for c in jamo.nfc(raw_label) if not _is_dropped(c))
    mended = "".join(_mended(c) for c in jamo.nfc(visible))
    spaced = " ".join(word for word in mended.split(" ") if word)
    return jamo.nfc(_join_jamo(spaced))


def _fault_of(character: str) -> LabelFault:
    """Name the fault of one character of an NFC text, spaces' places aside."""
    code = ord(character)
    if character in _ZERO_WIDTH or any(a <= code <= b for a, b in _ZERO_WIDTH_RANGES):
        return LabelFault.ZERO_WIDTH
    if character in _SPACES:
        return LabelFault.NONE if character == " " else LabelFault.LOOK_ALIKE
    if code in _FULL_WIDTH or character in _FULL_WIDTH_SIGNS or code in _HALF_WIDTH:
        return LabelFault.FULL_WIDTH
    if code in _LOOK_ALIKES:
        return LabelFault.LOOK_ALIKE
    if any(code in block for block in _CONJOINING):
        return LabelFault.CONJOINING_JAMO
    if code in _COMPATIBILITY:
        return LabelFault.STRAY_JAMO
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp"):
        return LabelFault.CONTROL
    return LabelFault.NONE


def _space_faults(text: str) -> LabelFault:
    faults = LabelFault.NONE
    if text and (text[0] in _SPACES or text[-1] in _SPACES):
        faults |= LabelFault.EDGE_SPACE
    inner = text.strip("".join(_SPACES))
    if any(a in _SPACES and b in _SPACES for a, b in pairwise(inner)):
        faults |= LabelFault.DOUBLE_SPACE
    return faults


def _is_dropped(character: str) -> bool:
    fault = _fault_of(character)
    if fault == LabelFault.CONTROL:
        return character not in "\t\n\r\u0085\u2028\u2029\v\f"  # these part words: a space each
    return fault == LabelFault.ZERO_WIDTH


def _mended(character: str) -> str:
    fault = _fault_of(character)
    if character in _SPACES or fault == LabelFault.CONTROL:
        return " "
    if fault == LabelFault.FULL_WIDTH:
        character = _FULL_WIDTH_SIGNS.get(character) or unicodedata.normalize("NFKC", character)
    return _CONJOINING_TO_COMPATIBILITY.get(character, character).translate(_LOOK_ALIKES)


def _compatibility_of_conjoining() -> dict[str, str]:
    initials = {chr(0x1100 + i): letter for i, letter in enumerate(jamo.INITIALS)}
    vowels = {chr(0x1161 + i): letter for i, letter in enumerate(jamo.VOWELS)}
    finals = {chr(0x11A7 + i): letter for i, letter in enumerate(jamo.FINALS) if letter}
    return initials | vowels | finals


_CONJOINING_TO_COMPATIBILITY = _compatibility_of_conjoining()


_CONSONANTS = "".join(dict.fromkeys("".join(jamo.INITIALS + jamo.FINALS)))
_JAMO_RUN = re.compile(f"[{_CONSONANTS}{''.join(jamo.VOWELS)}]+")
_SPELLED_SYLLABLE = re.compile(
    "([{initials}])([{vowels}])([{finals}](?![{vowels}]))?".format(
        initials="".join(jamo.INITIALS),
        vowels="".join(jamo.VOWELS),
        finals="".join(jamo.FINALS),
    )
)


def _join_jamo(text: str) -> str:
    """Compose runs of jamo that spell whole syllables (`ㅎㅏㄴㄱㅡㄹ`); leave the others alone.

    A consonant behind a syllable is not drawn in: `그래ㅋㅋ` means what it says.
    """
    return _JAMO_RUN.sub(lambda run: _composed_run(run.group()), text)


def _composed_run(run: str) -> str:
    syllables = []
    index = 0
    while index < len(run):
        spelled = _SPELLED_SYLLABLE.match(run, index)
        if spelled is None:
            return run
        initial, vowel, final = spelled.groups(default="")
        syllables.append(
            jamo.compose(
                jamo.Jamo(
                    jamo.INITIALS.index(initial),
                    jamo.VOWELS.index(vowel),
                    jamo.FINALS.index(final),
                )
            )
        )
        index = spelled.end()
    return "".join(syllables)
