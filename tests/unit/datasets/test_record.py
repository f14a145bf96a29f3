import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.record import Box, Entry, ImageRef, Polygon, Problem, Record, Source

NUMBERS = st.floats(-1e6, 1e6).map(float)
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6).map(tuple)
REGIONS = (
    st.none()
    | st.builds(Box, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
    | st.builds(Polygon, POINTS)
    | st.builds(Entry, st.text("image-0123456789", min_size=1))
)


@given(st.text(), REGIONS)
def test_an_image_reference_is_read_back_from_its_text(path: str, region: Box | None) -> None:
    ref = ImageRef(path, region)

    assert ImageRef.parse(str(ref)) == ref


@pytest.mark.parametrize("text", ["a.png#page=3", "a.png#xywh=1,2,3", "a.png#points=1,x"])
def test_other_fragments_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"region|float"):
        ImageRef.parse(text)


def test_a_record_travels_between_processes_and_can_be_a_key() -> None:
    record = Record(
        ImageRef("a.png"), "가", "가", Source("gt.txt", 3), (("writer", "w1"), ("page", "p"))
    )

    assert pickle.loads(pickle.dumps(record)) == record
    assert {record: 1}[record] == 1
    assert record.key == "gt.txt:3"


def test_a_group_is_the_writer_else_the_page() -> None:
    whole, part = ImageRef("a.png"), ImageRef("p.png", Box(0, 0, 1, 1))
    source = Source("x", None, "/0/text")

    assert Record(part, "", "", source, (("writer", "w"),)).group == "w"
    assert Record(part, "", "", source).group == "p.png"
    assert Record(whole, "", "", source, (("page", "7"),)).group == "7"
    assert Record(whole, "", "", source).group is None


def test_a_problem_says_where() -> None:
    assert str(Problem("gt.txt", 3, "bad")) == "gt.txt:3: bad"
    assert str(Problem("data.mdb", None, "bad")) == "data.mdb: bad"
