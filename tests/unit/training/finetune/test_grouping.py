from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.record import ImageRef
from training.finetune.corrections import Item
from training.finetune.grouping import (
    LEAST_HELD_OUT,
    group_items,
    hold_out,
    stem_group,
)

GROUPS = st.lists(st.sampled_from([f"page {n}" for n in range(40)]), max_size=300)


def item(path: str, *, group: str | None = None, export: int = 0) -> Item:
    return Item(export, ImageRef(path), "가", path, False, group)


@given(GROUPS, st.integers(0, 5))
def test_some_of_every_side_or_a_reason(groups: list[str], seed: int) -> None:
    held = hold_out(groups, seed=seed)
    aside = [group in held.groups for group in groups]
    assert bool(held.groups) != bool(held.why_none)
    if held.groups:
        assert held.groups < set(groups)  # something is left to train on
        assert LEAST_HELD_OUT <= sum(aside) <= max(1.5 * 0.2, 1 / 3) * len(groups) + 1


@given(GROUPS, st.integers(0, 5))
def test_the_split_depends_on_groups_and_seed_alone(groups: list[str], seed: int) -> None:
    assert hold_out(groups, seed=seed) == hold_out(sorted(groups), seed=seed)


def test_seeds_hold_out_other_pages() -> None:
    groups = [f"page {n // 4}" for n in range(400)]
    assert hold_out(groups, seed=0).groups != hold_out(groups, seed=1).groups


@given(GROUPS, GROUPS, st.integers(0, 5), st.integers(0, 5))
def test_what_the_base_was_tuned_on_is_never_held_out(
    first: list[str], more: list[str], seed: int, other_seed: int
) -> None:
    seen = set(first) - hold_out(first, seed=seed).groups
    assert hold_out(first + more, seen=seen, seed=other_seed).groups.isdisjoint(seen)


def test_a_base_that_has_seen_every_page_leaves_none_to_judge_by() -> None:
    groups = [f"page {n // 4}" for n in range(400)]
    assert "the base was tuned on 100 of 100" in hold_out(groups, seen=set(groups)).why_none


def test_few_items_are_all_trained_on_and_it_says_so() -> None:
    assert "too few to hold any out" in hold_out([f"page {n}" for n in range(40)]).why_none


def test_a_single_writer_cannot_be_parted() -> None:
    assert "no pages or writers can be held out" in hold_out(["one"] * 500).why_none


def test_no_more_are_held_out_than_are_needed() -> None:
    groups = [f"page {n // 5}" for n in range(20_000)]
    held = hold_out(groups, most=500)
    assert 500 <= sum(group in held.groups for group in groups) < 510


ONE = [Path("/words")]


def sizes(items: list[Item]) -> list[int]:
    return sorted(Counter(group_items(items, ONE).groups).values())


def test_what_the_dataset_says_comes_first() -> None:
    items = [item(f"a/{n}.png", group=f"writer {n % 3}") for n in range(9)]
    grouping = group_items(items, ONE)
    assert sizes(items) == [3, 3, 3]
    assert grouping.rule == "writer or page, as the dataset says"


def test_a_folder_for_each_page_is_a_group() -> None:
    items = [item(f"page{n % 10}/word_{n}.png") for n in range(40)]
    assert group_items(items, ONE).rule == "folders"
    assert sizes(items) == [4] * 10


def test_crops_numbered_by_page_are_a_group() -> None:
    items = [item(f"scan_{n % 10:05}_crop_{n}.png") for n in range(40)]
    assert group_items(items, ONE).rule == "file names without their last number"
    assert sizes(items) == [4] * 10


def test_plain_numbers_show_nothing() -> None:
    items = [item(f"img_{n}.png") for n in range(40)]
    assert "single files" in group_items(items, ONE).rule
    assert sizes(items) == [1] * 40


def test_pages_of_two_datasets_are_not_the_same_page() -> None:
    items = [item("p.png", group="1", export=export) for export in (0, 1)]
    assert len(set(group_items(items, [Path("/words"), Path("/others")]).groups)) == 2


def test_pages_of_two_reviews_of_one_dataset_are_the_same_pages() -> None:
    items = [
        item(f"scan_{n // 4:05}_crop_{n % 4}.png", export=export)
        for export in (0, 1)
        for n in range(40)
    ]
    groups = group_items(items, [*ONE, *ONE]).groups
    held = hold_out(groups).groups
    paths = [
        {item.image.path for item, group in zip(items, groups, strict=True) if in_it(group)}
        for in_it in (held.__contains__, lambda group: group not in held)
    ]
    assert held
    assert paths[0].isdisjoint(paths[1])


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("hw/IMG_OCR_53_04358_crop_2.png", "hw/IMG_OCR_53_04358"),
        ("51664_1177_ft2.jpg", "./51664_1177_ft"),
        ("a/page-12_3.jpg", "a/page-12"),
        ("학교_17.jpg", "./학교"),
        ("가게.png", "./가게"),
    ],
)
def test_the_number_at_the_end_is_that_of_the_crop(path: str, group: str) -> None:
    assert stem_group(path) == group
