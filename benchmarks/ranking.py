"""How early doubt brings wrong labels to the reviewer, against other orders of review.

Realistic errors are planted at several rates and seeds into a manifest of truly labelled images;
every order ranks the same images with the same model's outputs. Differences to the best peer are
paired, seed by seed, with the 95 % interval that the planting leaves. `--published` takes a file of
path, label as published, true label, whose errors are real; `--markdown` prints docs/RANKING.md's
tables.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain import doubt
from app.domain.confusion import ConfusionPrior
from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from app.services.prediction import stored_prediction
from benchmarks._planting import ErrorPlanter
from benchmarks.report import Bar, Report
from recognizer import jamo
from recognizer.archive import Archive
from recognizer.backends.local import open_local_backend
from recognizer.contract import Backend, Request
from recognizer.manifest import ManifestRow, load_manifest
from recognizer.metrics import edit_distance
from recognizer.trust import Trust

Scores = NDArray[np.float64]
BATCH = 64
RATES = (0.01, 0.03, 0.10)
BUDGETS = (0.02, 0.05, 0.10)


@dataclass(frozen=True)
class Case:
    """One image under a given label, with what the model said of both."""

    label: str
    prediction: StoredPrediction


def by_doubt(cases: Sequence[Case], _: np.random.Generator) -> Scores:
    """Rank in the program's own order, with the confusion prior that a new review starts with."""
    evidence = [doubt.weigh(case.label, case.prediction) for case in cases]
    nats = np.array([e.nats for e in evidence], np.float32)
    classes = np.array([e.confusion for e in evidence], np.int16)
    scores = doubt.doubts(nats, classes, weights=ConfusionPrior().weights())
    return np.nan_to_num(scores.astype(np.float64), nan=-np.inf)


def by_doubt_without_scores(cases: Sequence[Case], rng: np.random.Generator) -> Scores:
    """Rank as the program does where a backend has confidences but scores no labels."""
    bare = [Case(c.label, replace(c.prediction, label_char_log_probs=())) for c in cases]
    return by_doubt(bare, rng)


def by_forced_decoding(cases: Sequence[Case], _: np.random.Generator) -> Scores:
    """Rank by the difference of log-probabilities per character alone, without a prior."""
    return np.array(
        [((c.prediction.log_prob or 0.0) - _label_log_prob(c)) / (len(c.label) + 1) for c in cases]
    )


def by_token_score(cases: Sequence[Case], _: np.random.Generator) -> Scores:
    """Rank by cleanlab's score of token labels: the least self-confidence of a character."""
    return np.array([-min(c.prediction.label_char_log_probs or (-99.0,)) for c in cases])


def by_distance(cases: Sequence[Case], _: np.random.Generator) -> Scores:
    """Rank by CER of the prediction against the label."""
    return np.array(
        [edit_distance(c.label, c.prediction.text) / max(1, len(c.label)) for c in cases]
    )


def by_confidence(cases: Sequence[Case], _: np.random.Generator) -> Scores:
    """Rank by the model's confidence in its own reading, the least sure first."""
    return np.array([-(c.prediction.log_prob or 0.0) for c in cases])


def at_random(cases: Sequence[Case], rng: np.random.Generator) -> Scores:
    """Rank in no order at all."""
    return rng.random(len(cases))


ORDERS: dict[str, Callable[[Sequence[Case], np.random.Generator], Scores]] = {
    "doubt": by_doubt,
    "doubt without label scores": by_doubt_without_scores,
    "forced decoding, mean": by_forced_decoding,
    "token score (cleanlab)": by_token_score,
    "CER to prediction": by_distance,
    "confidence": by_confidence,
    "random": at_random,
}
# What others rank by; the rest is the program's own, or was.
PEERS = ("token score (cleanlab)", "CER to prediction", "confidence", "random")
# Shares of errors to find in a budget, 3 % planted, in words that the model reads well.
FOUND_TO_REACH = {0.05: 0.80, 0.10: 0.95}
WELL_READ = ("print", "handwriting")
COLUMNS = ("AUPRC", "precision@50", *(f"found in {budget:.0%}" for budget in BUDGETS))
COMPARED = (0, 2, 3, 4)  # columns in which doubt is to win


@dataclass(frozen=True)
class Comparison:
    """One figure of doubt beside the best peer's.

    noise: half the 95 % interval of the mean gain over the seeds, pairs of the same planted errors.
        Which images there are is not in it.
    """

    ours: float
    best_peer: float
    noise: float

    @property
    def gain(self) -> float:
        """How far doubt is ahead."""
        return self.ours - self.best_peer


def _label_log_prob(case: Case) -> float:
    score = case.prediction.label_log_prob
    return -99.0 if score is None else score


def average_precision(scores: Scores, wrong: NDArray[np.bool_], rng: np.random.Generator) -> float:
    """Give the area under the precision-recall curve; ties are broken at random."""
    hits = wrong[_ranked(scores, rng)]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def found_within(
    scores: Scores, wrong: NDArray[np.bool_], budget: float, rng: np.random.Generator
) -> float:
    """Give the share of wrong labels among the first `budget` of the items."""
    first = _ranked(scores, rng)[: max(1, round(budget * len(scores)))]
    return float(wrong[first].sum() / wrong.sum())


def _ranked(scores: Scores, rng: np.random.Generator) -> NDArray[np.int64]:
    return np.lexsort((rng.random(len(scores)), -scores))


class Examiner:
    """Asks the backend, once for each image and label."""

    def __init__(self, backend: Backend, rows: Sequence[ManifestRow]) -> None:
        self._backend = backend
        self._images = [row.path.read_bytes() for row in rows]
        self._known: dict[tuple[int, str], Case] = {}

    def cases(self, labels: Sequence[str]) -> list[Case]:
        """Give the case of every image under `labels`."""
        missing = [key for key in enumerate(labels) if key not in self._known]
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            outcomes = self._backend.read([Request(self._images[i], text) for i, text in part])
            for (i, text), outcome in zip(part, outcomes, strict=True):
                stored = stored_prediction(ItemId(i), self._backend.identity, outcome)
                self._known[i, text] = Case(text, stored)
        return [self._known[key] for key in enumerate(labels)]


def measure(
    examiner: Examiner,
    rows: Sequence[ManifestRow],
    planter: ErrorPlanter,
    *,
    rate: float,
    seeds: int,
) -> dict[str, list[list[float]]]:
    """Give for every order and seed: average precision, precision@50, share found by budget."""
    truth = [row.label for row in rows]
    results: dict[str, list[list[float]]] = {name: [] for name in ORDERS}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        spoilt = rng.choice(len(truth), max(1, round(rate * len(truth))), replace=False)
        wrong = np.zeros(len(truth), np.bool_)
        wrong[spoilt] = True
        labels = [
            planter.spoil(label, truth, rng) if wrong[i] else label for i, label in enumerate(truth)
        ]
        cases = examiner.cases(labels)
        for name, order in ORDERS.items():
            scores = order(cases, rng)
            top = _ranked(scores, rng)[:50]
            results[name].append(
                [
                    average_precision(scores, wrong, rng),
                    float(wrong[top].mean()),
                    *(found_within(scores, wrong, budget, rng) for budget in BUDGETS),
                ]
            )
    return results


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks ranking", description=__doc__)
    parser.add_argument("--manifest", type=Path, required=True, help="path TAB label TAB kind")
    parser.add_argument("--archive", type=Path, default=Path("archieve/alpha"))
    parser.add_argument("--confusions", type=Path, help="JSON list of [right, wrong, count]")
    parser.add_argument("--published", type=Path, help="path, label as published, true label")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument(
        "--kinds", nargs="+", default=["print", "handwriting", "handwriting-latin", "plate"]
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--markdown", action="store_true", help="the tables of the documentation")
    options = parser.parse_args(arguments)
    planter = ErrorPlanter.load(options.confusions) if options.confusions else ErrorPlanter()
    backend = open_local_backend(
        Archive.open(options.archive), trust=Trust(bundled=[options.archive])
    )
    rows_out: list[dict[str, str]] = []
    bars: list[Bar] = []
    comparisons: list[Comparison] = []
    manifest = load_manifest(options.manifest)
    for kind in options.kinds:
        rows = [row for row in manifest if row.kind == kind]
        examiner = Examiner(backend, rows)
        for rate in RATES:
            results = measure(examiner, rows, planter, rate=rate, seeds=options.seeds)
            means = {name: np.mean(values, axis=0) for name, values in results.items()}
            rows_out += [_row(kind, rate, name, np.array(v)) for name, v in results.items()]
            compared = compare(results)
            comparisons += [compared[column] for column in COMPARED]
            bars += _bars(f"{kind}, {rate:.0%} planted", compared)
            if rate == 0.03 and kind in WELL_READ:
                bars += _least(f"{kind}, {rate:.0%} planted", means["doubt"])
            if options.markdown:
                print_markdown(f"{kind} ({len(rows)}), {rate:.0%} planted", means, compared)
    if options.published:
        bars.append(_published(backend, options.published))
    backend.close()
    bars += _overall(comparisons)
    if options.markdown:
        rows_out = []
    Report("ranking", rows_out, bars).print(as_json=options.json)
    return 0


def _row(kind: str, rate: float, name: str, values: NDArray[np.float64]) -> dict[str, str]:
    return {
        "kind": kind,
        "planted": f"{rate:.0%}",
        "order": name,
        **{
            column: f"{mean:.2f} ± {spread:.2f}"
            for column, mean, spread in zip(COLUMNS, values.mean(0), values.std(0), strict=True)
        },
    }


def compare(results: dict[str, list[list[float]]]) -> list[Comparison]:
    """Compare doubt with the peer that is best on the mean, column by column."""
    means = {peer: np.mean(results[peer], axis=0) for peer in PEERS}
    ours = np.array(results["doubt"])
    compared = []
    for column in range(ours.shape[1]):
        best = max(PEERS, key=lambda peer: float(means[peer][column]))
        theirs = np.array(results[best])[:, column]
        gain = ours[:, column] - theirs
        spread = gain.std(ddof=1) if len(gain) > 1 else 0.0
        noise = 1.96 * spread / np.sqrt(len(gain))
        # Rounded, for equal figures to be equal whatever order they were summed in.
        figures = (round(float(each), 9) for each in (ours[:, column].mean(), theirs.mean(), noise))
        compared.append(Comparison(*figures))
    return compared


def _bars(at: str, compared: Sequence[Comparison]) -> list[Bar]:
    return [
        Bar(
            f"{at}: {COLUMNS[column]} against the best peer "
            f"({compared[column].gain:+.3f} ± {compared[column].noise:.3f})",
            compared[column].ours,
            "",
            compared[column].best_peer,
        )
        for column in COMPARED
    ]


def _least(at: str, ours: NDArray[np.float64]) -> list[Bar]:
    return [
        Bar(f"{at}: {COLUMNS[column]}", float(ours[column]), "share", FOUND_TO_REACH[budget])
        for column, budget in enumerate(BUDGETS, COMPARED[1])
        if budget in FOUND_TO_REACH
    ]


def _overall(comparisons: Sequence[Comparison]) -> list[Bar]:
    count = len(comparisons)
    level = sum(each.gain >= 0 for each in comparisons)
    lost = sum(each.gain < -each.noise for each in comparisons)
    return [
        Bar(f"ahead of or level with the best peer, of {count}", level, "comparisons", count),
        Bar(f"behind beyond the noise, of {count}", lost, "comparisons", 0, at_least=False),
    ]


def print_markdown(
    title: str, means: dict[str, NDArray[np.float64]], compared: Sequence[Comparison]
) -> None:
    """Print one table: every order, and how far doubt is ahead of the best peer."""
    print(f"| {title} | " + " | ".join(COLUMNS[column] for column in COMPARED) + " |")
    print("|---" * (1 + len(COMPARED)) + "|")
    for name, values in means.items():
        print(f"| {name} | " + " | ".join(f"{values[column]:.3f}" for column in COMPARED) + " |")
    gains = (f"{compared[column].gain:+.3f} ± {compared[column].noise:.3f}" for column in COMPARED)
    print("| *doubt, ahead of the best peer* | " + " | ".join(gains) + " |\n")


def _published(backend: Backend, path: Path) -> Bar:
    """Rank labels as published by others: how many of the wrong ones are among the first 13."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
    rows = [ManifestRow(path.parent / name, jamo.nfc(true), "") for name, _, true in lines]
    labels = [jamo.nfc(published) for _, published, _ in lines]
    wrong = np.array([label != row.label for label, row in zip(labels, rows, strict=True)])
    rng = np.random.default_rng(0)
    scores = by_doubt(Examiner(backend, rows).cases(labels), rng)
    found = int(wrong[_ranked(scores, rng)[:13]].sum())
    name = f"{path.name}: of {wrong.sum()} wrong labels in {len(wrong)}, in the first 13"
    return Bar(name, found, "labels", 6)
