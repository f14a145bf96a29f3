from training.confusions import Misreading, count_misreadings


def test_misreadings_are_of_jamo_and_of_other_characters() -> None:
    assert count_misreadings(["각1", "각1", "가"], ["낵7", "각1", "가나"]) == {
        Misreading("initial", "ㄱ", "ㄴ"): 1,
        Misreading("vowel", "ㅏ", "ㅐ"): 1,
        Misreading("character", "1", "7"): 1,
    }


def test_a_final_that_is_forgotten_is_read_as_nothing() -> None:
    (misreading,) = count_misreadings(["각"], ["가"])
    assert (misreading.place, str(misreading)) == ("final", "ㄱ→∅")
