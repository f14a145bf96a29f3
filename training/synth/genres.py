# SPDX-License-Identifier: GPL-3.0-or-later
"""What each genre of words looks like: one function a genre, from chance to a label."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from training.synth import vocabulary as vocab
from training.synth.alphabet import ASCII, COMPATIBILITY_JAMO, SIGNS, SYLLABLES, WANSUNG

_DISTRICT_UNITS: Final = "시시군구구읍면면동동동리도"
_PUNCTUATION: Final = "".join(c for c in ASCII if not c.isalnum() and c != " ")


def pick(rng: np.random.Generator, items: Sequence[str]) -> str:
    """Give one of the items."""
    return items[int(rng.integers(len(items)))]


def pick_many(rng: np.random.Generator, items: Sequence[str], count: int) -> str:
    """Set `count` of the items side by side."""
    return "".join(items[i] for i in rng.integers(0, len(items), count))


def _digits(rng: np.random.Generator, count: int) -> str:
    return pick_many(rng, "0123456789", count)


def _length(rng: np.random.Generator) -> int:
    return int(rng.choice(8, p=(0.08, 0.22, 0.27, 0.18, 0.1, 0.07, 0.05, 0.03))) + 1


def _wansung(rng: np.random.Generator) -> str:
    return pick_many(rng, WANSUNG, _length(rng))


def _long_wansung(rng: np.random.Generator) -> str:
    """Give what few words are, yet some crops: 5 to 8 syllables, squeezed into the box."""
    return pick_many(rng, WANSUNG, int(rng.integers(5, 9)))


def _all_syllables(rng: np.random.Generator) -> str:
    return pick_many(rng, SYLLABLES, _length(rng))


def _place_stem(rng: np.random.Generator) -> str:
    source = vocab.PLACE_SYLLABLES if rng.random() < 0.85 else WANSUNG
    roll = rng.random()
    return pick_many(rng, source, 1 if roll < 0.06 else 2 if roll < 0.84 else 3)


def _district(rng: np.random.Generator) -> str:
    return _place_stem(rng) + pick(rng, _DISTRICT_UNITS)


def _road(rng: np.random.Generator) -> str:
    stem = _place_stem(rng)
    number = str(rng.integers(1, 400))
    return pick(
        rng,
        (
            f"{stem}로",
            f"{stem}길",
            f"{stem}로{number}번길",
            f"{stem}로{number}길",
            f"{stem}대로",
            f"{stem}대로{number}",
            f"{stem}로{number}",
            f"{stem}길{number}",
        ),
    )


def _place(rng: np.random.Generator) -> str:
    roll = rng.random()
    if roll < 0.12:
        return pick(rng, vocab.PROVINCES)
    if roll < 0.75:
        return _district(rng)
    if roll < 0.9:
        return _road(rng)
    if roll < 0.95:
        return f"{_place_stem(rng)}동{rng.integers(1, 9)}가"
    return _place_stem(rng) + pick(rng, vocab.FORM_TAILS)


def _address(rng: np.random.Generator) -> str:
    near, far = int(rng.integers(1, 2000)), int(rng.integers(1, 100))
    stem = _place_stem(rng)
    return pick(
        rng,
        (
            f"{near}-{far}",
            f"{near}번지",
            f"({stem}동,{_place_stem(rng)}빌딩)",
            f"({stem}동)",
            f"{far}층",
            f"{far}동{near}호",
            f"{near}호",
            f"산{near}-{far}",
            f"{stem}동{near}-{far}",
            f"지하{far % 9 + 1}층",
            f"{far}나{near}호)",
            f"({stem}동,{stem}공단{far}나{near}호)",
            f"{stem}타워)",
            f"{stem}아파트",
            f"{_road(rng)},",
            f"{near},",
            f"{far}통{far % 9 + 1}반",
            f"{pick(rng, vocab.PROVINCES)}{stem}{pick(rng, '시군구')}",
        ),
    )


def _name(rng: np.random.Generator) -> str:
    roll = rng.random()
    if roll < 0.45:
        return pick(rng, vocab.SURNAMES) + pick_many(rng, vocab.GIVEN_SYLLABLES, 2)
    if roll < 0.5:
        return pick(rng, vocab.SURNAMES) + pick(rng, vocab.GIVEN_SYLLABLES)
    if roll < 0.55:
        return pick(rng, vocab.SURNAMES_LONG) + pick_many(
            rng, vocab.GIVEN_SYLLABLES, int(rng.integers(1, 3))
        )
    if roll < 0.8:
        return pick_many(rng, vocab.PLACE_SYLLABLES + vocab.GIVEN_SYLLABLES, 3)
    return pick_many(rng, WANSUNG, 3)


def _number(rng: np.random.Generator) -> str:
    def of(count: int) -> str:
        return _digits(rng, count)

    year, month, day = rng.integers(1950, 2031), rng.integers(1, 13), rng.integers(1, 32)
    amount = int(10 ** rng.uniform(2, 9))
    return pick(
        rng,
        (
            of(6),
            f"00{of(4)}",
            of(int(rng.integers(1, 5))),
            of(int(rng.integers(1, 14))),
            f"010-{of(4)}-{of(4)}",
            f"0{rng.integers(2, 65)}-{of(3)}-{of(4)}",
            f"{of(3)}-{of(2)}-{of(5)}",
            f"{of(6)}-{of(7)}",
            f"{of(4)}-{of(4)}",
            f"{year}.{month:02}.{day:02}",
            f"{year}-{month:02}-{day:02}",
            f"{year}년",
            f"{month}월",
            f"{day}일",
            f"{year}년{month}월{day}일",
            f"'{year % 100:02}.{month}.{day}",
            f"{amount:,}",
            f"{amount:,}원",
            f"₩{amount:,}",
            f"${amount:,}",
            f"{amount:,}.00",
            f"제{rng.integers(1, 200)}호",
            f"제{rng.integers(1, 60)}호서식",
            f"제{of(4)}-{of(5)}호",
            f"[별지제{rng.integers(1, 60)}호서식]",
            f"{of(2)}:{of(2)}",
            f"{of(1)}.{of(2)}%",
            f"{of(2)}%",
            f"{of(2)}kg",
            f"{of(3)}cm",
            f"{of(4)}mm",
            f"{of(4)}cc",
            f"{of(3)}/{of(3)}",
            f"{of(2)}~{of(2)}",
            f"+{of(2)}",
            f"-{of(1)}.{of(1)}",
            f"{of(2)}명",
            f"{of(3)}개",
            f"({of(2)})",
            f"{of(1)})",
            f"{of(2)}x{of(2)}",
            f"#{of(3)}",
            f"No.{of(4)}",
        ),
    )


def _serial(rng: np.random.Generator) -> str:
    """Give digits only: the serial numbers and codes that people write on forms."""
    roll = rng.random()
    if roll < 0.45:
        zeros = int(rng.integers(0, 4))
        return "0" * zeros + _digits(rng, 6 - zeros)
    return _digits(rng, 6 if roll < 0.65 else int(rng.integers(1, 9)))


def _acronym(rng: np.random.Generator) -> str:
    return pick(rng, vocab.ACRONYMS) if rng.random() < 0.35 else _capitals(rng, 2, 6)


def _capitals(rng: np.random.Generator, low: int, high: int) -> str:
    return pick_many(rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", int(rng.integers(low, high + 1)))


def _latin(rng: np.random.Generator) -> str:
    roll = rng.random()
    if roll < 0.25:
        return pick(rng, vocab.ACRONYMS)
    if roll < 0.5:
        return _capitals(rng, 2, 6)
    if roll < 0.62:
        return pick_many(rng, "abcdefghijklmnopqrstuvwxyz", int(rng.integers(1, 9)))
    if roll < 0.7:
        return pick_many(rng, ASCII[16:26] + ASCII[33:59] + ASCII[65:91], int(rng.integers(2, 12)))
    word = pick(rng, vocab.ENGLISH_WORDS)
    if roll < 0.73:
        return f"{word}@{pick(rng, vocab.ENGLISH_WORDS)}.{pick(rng, ('com', 'co.kr', 'net'))}"
    if roll < 0.75:
        return f"www.{word}.{pick(rng, ('com', 'co.kr', 'or.kr'))}"
    return pick(rng, (word, word.upper(), word.capitalize()))


def _mixed(rng: np.random.Generator) -> str:
    left, right = (pick(rng, vocab.DOCUMENT_WORDS) for _ in range(2))
    stem = pick_many(rng, WANSUNG, int(rng.integers(1, 4)))
    latin = _capitals(rng, 1, 4) if rng.random() < 0.6 else pick(rng, vocab.ACRONYMS)
    number = str(rng.integers(1, 1000))
    return pick(
        rng,
        (
            f"{stem}({latin}){right}",
            f"{latin}{stem}",
            f"{stem}{number}",
            f"{number}{stem}",
            f"{stem}{latin}",
            f"{left},{right}",
            f"{left}·{right}",
            f"{left}/{right}",
            f"({left}",
            f"{left})",
            f"{stem}({right})",
            f"{latin}-{number}",
            f"{number}{latin}",
            f"{stem}&{latin}",
            f"({number}{stem})",
            f"(주){stem}",
            f"주식회사{stem}",
            f"{stem}:{number}",
            f"{left}및{right}",
            f"{number}.{stem}",
            f"{stem}-{number}",
            f"{left}:",
            f"{number}){stem}",
        ),
    )


def _symbols(rng: np.random.Generator) -> str:
    roll = rng.random()
    if roll < 0.2:
        return pick_many(rng, _PUNCTUATION, int(rng.integers(1, 5)))
    if roll < 0.4:
        return pick_many(rng, ASCII[1:], int(rng.integers(2, 10)))
    word = pick_many(rng, WANSUNG, int(rng.integers(1, 4)))
    if roll < 0.6:
        return pick(rng, SIGNS) + word
    mark = pick(rng, _PUNCTUATION)
    return pick(rng, (mark + word, word + mark, word[0] + mark + word[1:], f"{mark}{word}{mark}"))


def _jamo(rng: np.random.Generator) -> str:
    roll = rng.random()
    count = int(rng.integers(1, 6))
    if roll < 0.45:
        return pick(rng, "ㅋㅎㅠㅜㄷㅇㄱㅡ") * count
    if roll < 0.75:
        return pick_many(rng, COMPATIBILITY_JAMO[:51], count)
    return pick_many(rng, WANSUNG, 2) + pick(rng, "ㅋㅎㅠㅜ") * count


def _plate(rng: np.random.Generator) -> str:
    roll = rng.random()
    syllable, tail = pick(rng, vocab.PLATE_SYLLABLES), _digits(rng, 4)
    if roll < 0.72:
        return f"{_digits(rng, 2)}{syllable}{tail}"
    if roll < 0.9:
        return f"{_digits(rng, 3)}{syllable}{tail}"
    number = rng.integers(1, 100)
    written = f"{number:02}" if rng.random() < 0.7 else str(number)
    return f"{pick(rng, vocab.PLATE_REGIONS)}{written}{syllable}{tail}"


def _document(rng: np.random.Generator) -> str:
    return pick(rng, vocab.DOCUMENT_WORDS)


def _compound(rng: np.random.Generator) -> str:
    """Give the long unspaced runs of certificates: lists of trades, addresses in brackets."""
    if rng.random() < 0.3:
        return _long_address(rng)
    least = int(rng.integers(10, 21))
    text = _trade(rng)
    while len(text) < least:
        text += pick(rng, ",,,,및·/") + _trade(rng)
    return text + ("," if rng.random() < 0.08 else "")


def _trade(rng: np.random.Generator) -> str:
    word = pick(rng, vocab.DOCUMENT_WORDS)
    roll = rng.random()
    if roll < 0.2:
        word = _place_stem(rng) + pick(rng, vocab.TRADE_TAILS)
    elif roll < 0.4:
        word = pick_many(rng, WANSUNG, int(rng.integers(1, 4))) + pick(rng, vocab.TRADE_TAILS)
    elif roll < 0.5:
        word += pick(rng, vocab.TRADE_TAILS)
    if roll > 0.92 and "(" not in word:
        word += f"({_acronym(rng)})"
    return word


def _long_address(rng: np.random.Generator) -> str:
    near, far = int(rng.integers(1, 2000)), int(rng.integers(1, 100))
    stem, other = _place_stem(rng), _place_stem(rng)
    letter = pick(rng, "가나다라마바사")
    return pick(
        rng,
        (
            f"({stem}동,{other}공단{far % 9 + 1}{letter}{near}호)",
            f"({stem}동,{other}아파트{far}동{near}호)",
            f"({stem}동,{other}빌딩{far % 30 + 1}층)",
            f"({stem}동{near}-{far},{other}타워)",
            f"{_road(rng)},{far}동{near}호({stem}동)",
            f"{_road(rng)}{near}-{far}({stem}동)",
            f"{stem}동{near}-{far},{other}빌딩{far % 30 + 1}층",
            f"{stem}시{other}구{_road(rng)}{far}",
            f"{stem}읍{other}리산{near}-{far}번지",
        ),
    )


def _shop(rng: np.random.Generator) -> str:
    word = pick(rng, vocab.SHOP_WORDS)
    roll = rng.random()
    if roll < 0.4:
        return word
    if roll < 0.7:
        return pick(rng, vocab.SHOP_WORDS) + word
    return pick_many(rng, WANSUNG, int(rng.integers(1, 4))) + word


def _slang(rng: np.random.Generator) -> str:
    word = pick(rng, vocab.SLANG_PARTS)
    return word + pick(rng, vocab.SLANG_PARTS) if rng.random() < 0.3 else word


def _sound(rng: np.random.Generator) -> str:
    word = pick(rng, vocab.SOUND_WORDS)
    if rng.random() < 0.3:
        word = pick_many(rng, WANSUNG, int(rng.integers(1, 3)))
        word = word * int(rng.integers(1, 3))
    return word + pick(rng, ("", "", "", "!", "!!", "?", "?!", "~", "..", "…"))


WRITERS: Final[Mapping[str, Callable[[np.random.Generator], str]]] = {
    "wansung": _wansung,
    "long_wansung": _long_wansung,
    "all_syllables": _all_syllables,
    "place": _place,
    "district": _district,
    "address": _address,
    "name": _name,
    "number": _number,
    "serial": _serial,
    "acronym": _acronym,
    "latin": _latin,
    "mixed": _mixed,
    "symbols": _symbols,
    "jamo": _jamo,
    "plate": _plate,
    "document": _document,
    "compound": _compound,
    "shop": _shop,
    "slang": _slang,
    "sound": _sound,
}
