"""Worlds read back from their files, and the statistics that find what was planted."""

from __future__ import annotations

import collections
import csv
import json
from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[3] / "data"


class Read:
    """A world's rows by kind or relation, and its truth by code."""

    def __init__(self, folder: Path) -> None:
        """Read all files of a folder."""
        self.rows = {path.stem: _lines(path) for path in folder.glob("*.ndjson")}
        self.rows |= {path.stem: _table(path) for path in folder.glob("*.csv")}
        self.truth = {each["code"]: each for each in _lines(folder / "truth.jsonl")}

    def __getitem__(self, name: str) -> list[dict]:
        """Return the rows of a kind or relation."""
        return self.rows.get(name, [])

    def cities(self) -> list[dict]:
        """Return the truth of the cities."""
        return [each for each in self.truth.values() if each["kind"] == "City"]

    def newest(self) -> dict[tuple[str, str, str | None], float]:
        """Return the newest value of each city, KPI and data point that has one."""
        out = {}
        for row in sorted(self["HasValue"], key=lambda r: r["year"]):
            if "value" in row:
                out[row["from"], row["to"], row.get("dataPoint")] = row["value"]
        return out


def _lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ranks(values):
    """Return the ranks of values, equal ones sharing their mean rank."""
    _, inverse, counts = np.unique(np.asarray(values, dtype=float), return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[inverse]


def correlation(left, right):
    """Return Spearman's rank correlation."""
    return float(np.corrcoef(ranks(left), ranks(right))[0, 1])


def top_share(codes, among, share):
    """Return what part of the mentions of codes is of the most mentioned share of all there are."""
    counted = sorted(collections.Counter(codes).values(), reverse=True)
    return sum(counted[: max(1, round(share * among))]) / len(codes)
