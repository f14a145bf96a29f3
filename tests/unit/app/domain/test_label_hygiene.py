import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.label_hygiene import LabelFault, clean_form, find_faults

CASES = [
    ("학교", LabelFault.NONE, "학교"),
    ("서울 2024!", LabelFault.NONE, "서울 2024!"),
    ("“따옴표”", LabelFault.NONE, "“따옴표”"),
    (unicodedata.normalize("NFD", "한글"), LabelFault.NFD, "한글"),
    ("ㅎㅏㄴㄱㅡㄹ", LabelFault.STRAY_JAMO, "한글"),
    ("그래ㅋㅋ", LabelFault.STRAY_JAMO, "그래ㅋㅋ"),
    ("먹어ᄊ다", LabelFault.CONJOINING_JAMO, "먹어ㅆ다"),
    ("바\u1175", LabelFault.CONJOINING_JAMO, "바ㅣ"),
    ("우\u200b리", LabelFault.ZERO_WIDTH, "우리"),
    ("\ufeff우리", LabelFault.ZERO_WIDTH, "우리"),
    ("제３회", LabelFault.FULL_WIDTH, "제3회"),
    ("￦500", LabelFault.FULL_WIDTH, "₩500"),
    ("ﾡ가", LabelFault.FULL_WIDTH, "ㄱ가"),
    ("АВ형", LabelFault.LOOK_ALIKE, "AB형"),
    ("가･나", LabelFault.FULL_WIDTH, "가·나"),
    ("가\u3000나", LabelFault.LOOK_ALIKE, "가 나"),
    (" 가", LabelFault.EDGE_SPACE, "가"),
    ("가 ", LabelFault.EDGE_SPACE, "가"),
    ("가  나", LabelFault.DOUBLE_SPACE, "가 나"),
    ("가\t나", LabelFault.CONTROL, "가 나"),
    ("\u200b", LabelFault.ZERO_WIDTH, ""),
]


@pytest.mark.parametrize(("raw", "fault", "clean"), CASES, ids=[ascii(c[0]) for c in CASES])
def test_faults_are_named_and_mended(raw: str, fault: LabelFault, clean: str) -> None:
    assert find_faults(raw) == fault
    assert clean_form(raw) == clean


def test_several_faults_are_named_together() -> None:
    assert find_faults(" Ａ\u200b") == (
        LabelFault.EDGE_SPACE | LabelFault.FULL_WIDTH | LabelFault.ZERO_WIDTH
    )


tricky = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("가각ㄱㅏㄴ \u1100\u1161\u11a8\u200b\u3000３Ａ･·\tﾡￂА\u3164"),
    ),
    max_size=10,
)


@given(tricky)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    assert clean_form(clean_form(raw)) == clean_form(raw)


@given(tricky)
def test_only_jamo_without_one_mending_stay_faulty(raw: str) -> None:
    left = find_faults(clean_form(raw))
    assert not left & ~(LabelFault.STRAY_JAMO | LabelFault.CONJOINING_JAMO)


@given(tricky)
def test_a_faultless_label_is_its_own_clean_form(raw: str) -> None:
    if not find_faults(raw):
        assert clean_form(raw) == raw
