"""Which items must stay together, and which groups are held out.

Crops of one page or one writer look alike: with one of them in training, the others are no test.
A group is, in this order,

1. what the dataset says: its writer, the page that the crop was cut from, its page column;
2. the file's folder, where that makes at least 8 groups and none has more than half of the items
   (a folder for each page or writer);
3. folder and file name without the number at its end (`page_04358_crop_2.png`, `a-12_3.jpg`),
   under the same condition;
4. else the file itself: nothing shows which crops belong together, and the plan says so.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from training.finetune.corrections import Item

LEAST_GROUPS = 8
LARGEST_SHARE = 0.5
LEAST_HELD_OUT = 10  # items; an accuracy of fewer says nothing

_NUMBER = re.compile(r"[\s_.\-]*(?:crop|word|part|box|line|text)?[\s_.\-]*\d+$", re.IGNORECASE)


@dataclass(frozen=True)
class Grouping:
    """The group of every item, in order, and how the groups were told."""

    groups: tuple[str, ...]
    rule: str


@dataclass(frozen=True)
class HoldOut:
    """The groups held out of training; empty where there are too few items, `why_none` says so."""

    groups: frozenset[str]
    why_none: str = ""


def group_items(items: Sequence[Item], roots: Sequence[Path]) -> Grouping:
    """Tell the group of every item; `roots` are the folders of the exports' datasets, resolved.

    Exports of one dataset, such as two people's reviews of it, have its pages and writers in
    common.
    """
    unknown = [item for item in items if item.group is None]
    datasets = [roots.index(root) for root in roots]  # numbered by their first export
    name, key = _rule_for(unknown, datasets)
    groups = tuple(f"{datasets[item.export]}/{item.group or key(item)}" for item in items)
    if not unknown:
        return Grouping(groups, "writer or page, as the dataset says")
    rule = name if len(unknown) == len(items) else f"writer or page where the dataset says, {name}"
    return Grouping(groups, rule)


def hold_out(
    groups: Sequence[str],
    *,
    seen: Collection[str] = (),
    share: float = 0.2,
    most: int = 500,
    seed: int = 0,
) -> HoldOut:
    """Choose whole groups of about `share` of the items, `most` at most, by `seed`.

    None of those `seen` by the base is chosen: it would be judged by what it was tuned on. A group
    of up to a third of all items may be held out where there is no smaller one.
    """
    sizes = Counter(groups)
    unseen = sizes.keys() - set(seen)
    wanted = min(most, round(share * len(groups)))
    if wanted < LEAST_HELD_OUT:
        least = round(LEAST_HELD_OUT / share)
        return HoldOut(frozenset(), f"{len(groups)} items are too few to hold any out: {least}")
    limit = max(1.5 * wanted, len(groups) / 3)
    chosen: set[str] = set()
    held = 0
    for group in sorted(unseen, key=lambda group: _shuffled(group, seed)):
        if held < wanted and held + sizes[group] <= limit and len(chosen) + 1 < len(sizes):
            chosen.add(group)
            held += sizes[group]
    if held < LEAST_HELD_OUT and len(unseen) < len(sizes):
        return HoldOut(
            frozenset(),
            "no pages or writers can be held out: the base was tuned on "
            f"{len(sizes) - len(unseen)} of {len(sizes)}, and the others hold too few items",
        )
    if held < LEAST_HELD_OUT:
        return HoldOut(
            frozenset(),
            f"no pages or writers can be held out: {len(sizes)} of them, "
            f"the largest with {max(sizes.values())} of {len(groups)} items",
        )
    return HoldOut(frozenset(chosen))


def stem_group(path: str) -> str:
    """Give the file's folder and its name without suffix and the number at its end."""
    file = PurePosixPath(path)
    return f"{file.parent}/{_NUMBER.sub('', file.stem)}"


def _rule_for(items: Sequence[Item], datasets: Sequence[int]) -> tuple[str, Callable[[Item], str]]:
    rules: list[tuple[str, Callable[[Item], str]]] = [
        ("folders", lambda item: str(PurePosixPath(item.image.path).parent)),
        ("file names without their last number", lambda item: stem_group(item.image.path)),
    ]
    for name, key in rules:
        sizes = Counter((datasets[item.export], key(item)) for item in items)
        if len(sizes) >= LEAST_GROUPS and max(sizes.values()) <= LARGEST_SHARE * len(items):
            return name, key
    return "single files (nothing shows what belongs together)", lambda item: str(item.image)


def _shuffled(group: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{group}".encode()).digest()
