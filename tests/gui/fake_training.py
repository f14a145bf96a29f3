"""Stands in for `python -m training`: the same command line, files and signals, no learning.

The file that FAKE_TRAINING names says how far it may go (`allowed` images of 400) and how it ends
(`fail`: these last words, without a word in `state.json`; `worse`: a kind got worse).
"""

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

PLANNED, BATCH = 400, 50
stop = threading.Event()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["finetune"])
    for name in ("--corrections", "--dataset", "--base", "--out", "--folder"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--format")
    parser.add_argument("--minutes", type=float, required=True)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    return Fake(options).run()


class Fake:
    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.folder: Path = options.folder
        self.checkpoint = self.folder / "checkpoint.json"
        self.images = int(self.checkpoint.read_text()) if self.checkpoint.exists() else 0

    def run(self) -> int:
        self.tell("preparing")
        lines = self.options.corrections.read_text("utf-8").splitlines()
        self.items = [json.loads(line) for line in lines]
        base = {"name": self.options.base.name, "version": 1}
        used = [item for item in self.items if item["verdict"] in ("accepted", "corrected")]
        plan = {"base": base, "train": len(used), "held_out": 7, "left_out": 0}
        self.keep("plan.json", {**plan, "exports": [{"format": self.options.format}]})
        self.keep_lines("trained_items.jsonl", used)
        while self.images < PLANNED:
            if self.wishes().get("fail"):
                print(self.wishes()["fail"], file=sys.stderr)
                return 3
            if stop.is_set():
                self.checkpoint.write_text(str(self.images))
                self.tell("stopped")
                return 0
            if (self.folder / "pause").exists():
                self.tell("paused")
                stop.wait(0.01)
            elif self.images < self.wishes().get("allowed", PLANNED):
                self.train()
            else:
                self.tell("training")
                stop.wait(0.01)
        self.tell("exporting")
        self.write_report()
        self.tell("done")
        return 0

    def wishes(self) -> dict:
        return json.loads(Path(os.environ["FAKE_TRAINING"]).read_text())

    def train(self) -> None:
        self.images += BATCH
        done = self.images / PLANNED
        figures = {"held_out": 0.5 + 0.3 * done, "replay": 0.8, "held_out_likelihood": 0.4}
        line = {"images": self.images, "loss": 1 - done / 2, "seconds": self.images / 25}
        line["figures"] = figures
        with (self.folder / "history.jsonl").open("a") as lines:
            lines.write(json.dumps(line) + "\n")
        self.tell("training")

    def write_report(self) -> None:
        out: Path = self.options.out
        out.mkdir(parents=True)
        right = 150 if self.wishes().get("worse") else 170
        kinds = [kind("held_out", 50, 30, 45), kind("print", 200, 168, right)]
        confusion = {"place": "final", "label": "ㅇ", "read": "ㄴ", "before": 9, "after": 1}
        self.keep(
            "report.json",
            {
                "archive": str(out),
                "name": self.options.name,
                "version": "1",
                "base": {"name": self.options.base.name, "version": 1},
                "kinds": kinds,
                "confusions": {"went": [confusion], "came": []},
                "trained_items": str(self.folder / "trained_items.jsonl"),
            },
        )

    def tell(self, state: str) -> None:
        values = {"state": state, "images": self.images, "images_planned": PLANNED}
        values |= {"images_per_s": 25.0, "seconds_left": (PLANNED - self.images) / 25}
        self.keep("state.json", {**values, "message": ""})

    def keep(self, name: str, values: dict) -> None:
        part = self.folder / f"{name}.part"
        part.write_text(json.dumps(values), "utf-8")
        part.replace(self.folder / name)

    def keep_lines(self, name: str, items: list[dict]) -> None:
        lines = [json.dumps({"path": i["path"], "region": i["region"]}) + "\n" for i in items]
        (self.folder / name).write_text("".join(lines), "utf-8")


def kind(name: str, words: int, before: int, after: int) -> dict:
    def count(right: int) -> dict:
        share = right / words
        low, high = max(0, share - 0.05), min(1, share + 0.05)
        return {"right": right, "share": share, "low": low, "high": high, "cer": 0.1}

    clear = abs(after - before) > 0.05 * words
    counts = {"before": count(before), "after": count(after)}
    return {"kind": name, "n": words, **counts, "beyond_chance": clear}


if __name__ == "__main__":
    sys.exit(main())
