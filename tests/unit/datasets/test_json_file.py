"""Streaming agrees with json.loads, wherever the chunks end."""

import io
import json
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets import json_file
from datasets.errors import LabelFileError
from datasets.json_file import find, members, pointer_token, spell, whole

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(name="chunk", params=[1, 3, 1 << 20])
def _chunk(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_file, "CHUNK", request.param)
        yield


@pytest.mark.usefixtures("chunk")
@settings(max_examples=40)
@given(st.lists(JSON), st.sampled_from([None, 0, 2]), st.booleans())
def test_members_of_an_array_are_its_elements(
    value: list[object], indent: int | None, escaped: bool
) -> None:
    text = "\ufeff\n" + json.dumps({"before": value, "at": {"x": value}}, indent=indent,
                                   ensure_ascii=escaped)  # fmt: skip

    found = list(members(io.StringIO(text), ("at", "x")))

    assert [member.value for member in found] == value
    assert [member.key for member in found] == [str(i) for i in range(len(value))]
    for member in found:
        assert text[member.start :].startswith(member.text)
        assert json.loads(member.text) == member.value
        assert member.line == text[: member.start].count("\n") + 1


@pytest.mark.usefixtures("chunk")
@settings(max_examples=40)
@given(st.dictionaries(TEXT, JSON))
def test_members_of_an_object_are_its_values(value: dict[str, object]) -> None:
    found = list(members(io.StringIO(json.dumps(value, indent=1))))

    assert {member.key: member.value for member in found} == value


@pytest.mark.usefixtures("chunk")
@settings(max_examples=40)
@given(st.dictionaries(TEXT, JSON, min_size=1))
def test_find_follows_a_pointer(value: dict[str, object]) -> None:
    text = json.dumps({"a": [value]}, indent=1)
    for key, expected in value.items():
        found = find(text, f"/a/0/{pointer_token(key)}")
        assert found.value == expected
        assert text[found.start :].startswith(found.text)


def test_find_takes_the_last_of_repeated_keys_as_json_does() -> None:
    assert find('{"a": 1, "a": 2}', "/a").value == json.loads('{"a": 1, "a": 2}')["a"] == 2


@pytest.mark.usefixtures("chunk")
@pytest.mark.parametrize(
    "text",
    ["", "[", "[1,", "[1 2]", "{1: 2}", '{"a" 1}', '{"a": tru}', '["a]', "[" * 100_000, "[1,]"],
)
def test_bad_json_is_an_error_with_its_line(text: str) -> None:
    with pytest.raises(LabelFileError, match="at line 2"):
        list(members(io.StringIO("\n" + text)))


@pytest.mark.usefixtures("chunk")
@pytest.mark.parametrize("more", ["]", ",", "[3]", '{"text": "lost"}', "x"])
def test_what_follows_the_text_is_an_error_and_not_lost(more: str) -> None:
    with pytest.raises(LabelFileError, match="not JSON at line 2: something follows"):
        whole(f"[1, 2]\n{more}")
    found = members(io.StringIO(f"[1, 2]\n{more}"))
    assert [next(found).value, next(found).value] == [1, 2]
    with pytest.raises(LabelFileError, match="not JSON at line 2: something follows"):
        next(found)


@pytest.mark.usefixtures("chunk")
def test_an_element_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "MAX_ELEMENT", 2 * json_file.CHUNK)
    text = io.StringIO('[1,\n"' + "x" * (20 * json_file.CHUNK) + '"]')
    found = members(text)

    assert next(found).value == 1
    with pytest.raises(LabelFileError, match="at line 2: an element has more than"):
        next(found)
    assert text.tell() < 10 * json_file.CHUNK


def test_numbers_too_long_for_python_are_an_error() -> None:
    with pytest.raises(LabelFileError, match="not JSON"):
        whole("1" * 5000)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(LabelFileError, match="has no 'annotations'"):
        list(members(io.StringIO('{"images": []}'), ("annotations",)))


def test_what_comes_before_the_error_is_given() -> None:
    found = members(io.StringIO('[{"a": 1}, {"b": 2}, oops'))

    assert [next(found).value, next(found).value] == [{"a": 1}, {"b": 2}]


@settings(max_examples=40)
@given(TEXT, st.sampled_from(["utf-8", "cp949"]), st.sampled_from(['"가"', '"\\uac00"']))
def test_a_string_is_spelled_so_that_its_encoding_can_hold_it(
    text: str, encoding: str, like: str
) -> None:
    spelled = spell(text, like=like, encoding=encoding)

    assert json.loads(spelled.encode(encoding).decode(encoding)) == text
    assert spelled.isascii() or like == '"가"'


def test_large_neighbours_are_not_held() -> None:
    images = ", ".join(f'{{"id": {n}, "file_name": "{n:020d}.png"}}' for n in range(60_000))
    text = io.StringIO(f'{{"images": [{images}], "annotations": [{{"id": 1}}]}}')
    tracemalloc.start()

    assert len(list(members(text, ("annotations",)))) == 1

    assert tracemalloc.get_traced_memory()[1] < 8 * json_file.CHUNK
    tracemalloc.stop()
