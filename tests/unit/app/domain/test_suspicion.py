from app.domain.diff import JamoPart
from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from app.domain.suspicion import Option, Suspicion, find_suspicion
from recognizer.contract import Alternative, ModelIdentity

MODEL = ModelIdentity("alpha", "1")


def reading(text: str, **values: object) -> StoredPrediction:
    return StoredPrediction(ItemId(0), MODEL, text=text, **values)  # type: ignore[arg-type]


def some(*characters: str) -> tuple[Alternative, ...]:
    return tuple(Alternative(c, 0.5 / (i + 1)) for i, c in enumerate(characters))


def test_scores_of_the_label_point_at_its_least_likely_character() -> None:
    scored = reading(
        "간장",
        label_char_log_probs=(-0.1, -6.0, -0.1),
        label_alternatives=(some("간", "강"), some("장", "잔", "정")),
    )
    suspicion = find_suspicion("간정", scored, scored_label="간정")
    assert suspicion == Suspicion(
        1, (Option("장", 0.5, "간장"), Option("잔", 0.25, "간잔")), JamoPart.VOWEL
    )


def test_scores_do_not_speak_of_a_label_that_was_changed_since() -> None:
    scored = reading(
        "간장",
        label_char_log_probs=(-9.0, -0.1, -0.1),
        alternatives=(some("간"), some("장", "정")),
    )
    suspicion = find_suspicion("간잔", scored, scored_label="긴잔")
    assert suspicion is not None
    assert suspicion.position == 1
    assert [option.text for option in suspicion.options] == ["간장", "간정"]


def test_character_missing_at_the_end_is_offered_behind_the_label() -> None:
    scored = reading(
        "학교앞",
        label_char_log_probs=(-0.1, -0.1, -5.0),
        alternatives=(some("학"), some("교"), some("앞", "옆")),
    )
    suspicion = find_suspicion("학교", scored, scored_label="학교")
    assert suspicion is not None
    assert suspicion.position == 2
    assert [option.text for option in suspicion.options] == ["학교앞", "학교옆"]


def test_superfluous_character_is_pointed_at_without_options() -> None:
    assert find_suspicion("학학교", reading("학교"), scored_label="") == Suspicion(0)


def test_without_difference_the_least_confident_character_is_pointed_at() -> None:
    agreed = reading("가나", confidence=(0.9, 0.4), alternatives=(some("가"), some("나", "너")))
    suspicion = find_suspicion("가나", agreed, scored_label="")
    assert suspicion is not None
    assert suspicion.position == 1
    assert suspicion.differing == JamoPart.VOWEL


def test_nothing_to_suspect() -> None:
    assert find_suspicion("가", reading("가"), scored_label="") is None
    assert find_suspicion("", reading("가"), scored_label="") is None
    assert find_suspicion("가", reading("", error="damaged"), scored_label="") is None


def test_no_more_options_than_asked_for() -> None:
    many = reading("가", confidence=(0.3,), alternatives=(some(*"가각간갇갈감"),))
    suspicion = find_suspicion("가", many, scored_label="", limit=3)
    assert suspicion is not None
    assert [option.character for option in suspicion.options] == ["각", "간", "갇"]


def test_what_the_model_doubts_behind_a_surplus_character_is_not_suspicious() -> None:
    lost = reading(
        "로27",
        label_char_log_probs=(-0.1, -3.0, -2.0, -8.0, -0.1),
        label_alternatives=(some("로"), some("2", "1"), some("2", "7"), some("7", "길")),
    )
    suspicion = find_suspicion("로127", lost, scored_label="로127")
    assert suspicion is not None
    assert suspicion.position == 1
