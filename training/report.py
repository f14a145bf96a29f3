"""What an evaluation prints: how many words of each kind are right, and what is misread."""

from collections.abc import Sequence
from dataclasses import dataclass

from recognizer.manifest import ManifestRow
from recognizer.metrics import character_error_rate, comparable, confusions, wilson_interval
from training.confusions import count_misreadings

ALL = "all"
_SHOWN_BESIDE_A_KIND = 3


@dataclass(frozen=True)
class Result:
    """The words of one kind, as labelled and as read; counted without white space."""

    kind: str
    labels: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def right(self) -> int:
        """How many words are read right."""
        pairs = zip(self.labels, self.texts, strict=True)
        return sum(comparable(label) == comparable(text) for label, text in pairs)

    @property
    def of_other_length(self) -> int:
        """How many readings have more or fewer characters than their labels."""
        pairs = zip(self.labels, self.texts, strict=True)
        return sum(len(comparable(label)) != len(comparable(text)) for label, text in pairs)


def results_by_kind(rows: Sequence[ManifestRow], texts: Sequence[str]) -> list[Result]:
    """Part the readings by kind; the kinds with the most misread words come first."""
    words: dict[str, list[tuple[str, str]]] = {}
    for row, text in zip(rows, texts, strict=True):
        words.setdefault(row.kind, []).append((row.label, text))
    results = [Result(kind, *zip(*pairs, strict=True)) for kind, pairs in words.items()]
    return sorted(results, key=lambda result: result.right - len(result.labels))


def print_report(
    rows: Sequence[ManifestRow], texts: Sequence[str], *, most: int, wrong: bool
) -> None:
    """Print a line for each kind and for all, then the `most` frequent misreadings.

    `wrong` adds a line for every misread word: kind, file, label, reading.
    """
    everything = Result(ALL, tuple(row.label for row in rows), tuple(texts))
    results = results_by_kind(rows, texts)
    if len(results) != 1:
        results.append(everything)
    columns = max(len("kind"), *(len(result.kind) for result in results))
    print(
        f"{'kind':<{columns}} {'right':>6} {'words':>6} {'share':>7} {'95 % interval':>16} "
        f"{'CER':>7} {'length':>7}  most misread"
    )
    for result in results:
        print(f"{result.kind:<{columns}} {_figures(result)}")
    letters = count_misreadings(everything.labels, everything.texts)
    characters = confusions(everything.labels, everything.texts)
    print("length: read with more or fewer characters; the misreadings are of the other words")
    for misreading, count in letters.most_common(most):
        print(f"{count:>4}  {misreading.place:<9} {misreading}")
    for (label, read), count in characters.most_common(most):
        print(f"{count:>4}  {'whole':<9} {label}→{read}")
    if wrong:
        for row, text in zip(rows, texts, strict=True):
            if comparable(row.label) != comparable(text):
                print(f"{row.kind}\t{row.path.name}\t{row.label}\t{text}")


def _figures(result: Result) -> str:
    total = len(result.labels)
    low, high = wilson_interval(result.right, total)
    cer = character_error_rate(result.labels, result.texts)
    misread = count_misreadings(result.labels, result.texts).most_common(_SHOWN_BESIDE_A_KIND)
    shown = ", ".join(f"{misreading} {count}" for misreading, count in misread)
    return (
        f"{result.right:>6} {total:>6} {result.right / max(1, total):>7.1%} "
        f"{f'{low:.1%} - {high:.1%}':>16} {cer:>7.1%} {result.of_other_length:>7}  {shown}"
    ).rstrip()
