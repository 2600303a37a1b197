"""The third truth: a graph in plain dicts, written and read by the words of the definitions, slow and obvious.

It shares no code with the rules' `restrict`, the compilers or the stores; from `graph` it takes only the forms of
plans, changes and errors.
"""

from __future__ import annotations

import functools
import json
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from graph.expression import Distance, Far, Logic, Step, Test, Value
from graph.model import MODEL
from graph.plan import SPLIT, Aggregate, Read
from graph.store import Applied, ChangeRefusedError, KeyConflictError
from tests.graph.folding import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graph.change import Change, Row
    from graph.expression import Condition, Expression
    from graph.plan import Key, Measure, Plan
    from graph.rules import RuleSet


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """A node, or an edge with the codes of its ends."""

    kind: str
    row: Row
    source: str = ""
    target: str = ""


Item = tuple[Thing, "Thing | None"]
"""What is read, and the edge that led to it."""

COMPARE = {
    "eq": lambda x, p: x == p,
    "lt": lambda x, p: x < p,
    "lte": lambda x, p: x <= p,
    "gt": lambda x, p: x > p,
    "gte": lambda x, p: x >= p,
    "in": lambda x, p: x in p,
    "contains": lambda x, p: p in x,
    "startsWith": lambda x, p: x[: len(p)] == p,
    "has": lambda x, p: p in x,
    "search": lambda x, p: all(any(word.startswith(each) for word in x.split()) for each in p),
}


def holds(op: str, x: Any, p: Any) -> bool:
    """Return whether a value passes a test: on null only `null`, `ne` and `notIn` hold."""
    if op in ("null", "notNull"):
        return (x is None) == (op == "null")
    if op in ("ne", "notIn"):
        return x is None or not COMPARE["eq" if op == "ne" else "in"](x, p)
    if op in ("empty", "notEmpty"):
        return x is not None and (len(x) == 0) == (op == "empty")
    return x is not None and COMPARE[op](x, p)


class Truth:
    """All nodes and edges by code and key, and the log."""

    def __init__(self) -> None:
        """Begin empty."""
        self.things: dict[str, dict[str, Thing]] = {name: {} for name in [*MODEL.kinds, *MODEL.relations]}
        self.ends: dict[tuple[str, str, str], list[Thing]] = {}

    # writing

    def apply(self, change: Change, key: str) -> Applied:
        """Apply a change and log it, or raise and leave everything as it was."""
        for entry in self.log():
            if entry["requestKey"] == key:
                if entry["requestHash"] != change.request_hash:
                    raise KeyConflictError(key)
                return Applied(entry["seq"], json.loads(entry["result"]), again=True)
        before = {name: dict(part) for name, part in self.things.items()}
        try:
            self._write(change)
        except ChangeRefusedError:
            self.things = before
            raise
        entry = _entry(change, key, len(self.log()) + 1)
        self.things["LogEntry"][entry["code"]] = Thing("LogEntry", entry)
        self._index()
        return Applied(entry["seq"], change.counts())

    def log(self) -> list[Row]:
        """Return the entries of the log, oldest first."""
        return [t.row for t in self.things["LogEntry"].values()]

    def _write(self, change: Change) -> None:
        _once(change)
        self._expect(change)
        for name, keys in change.removed_edges.items():
            for key in keys:
                self._remove(name, key)
        for name, found in change.nodes.items():
            for row in found:
                self.things[name][row["code"]] = Thing(name, row)
        for name, edges in change.edges.items():
            for edge in edges:
                self._state(Thing(name, edge.row, edge.source, edge.target), change.at)
        for name, codes in change.removed_nodes.items():
            self._remove_nodes(name, codes)

    def _expect(self, change: Change) -> None:
        for name, code, row in [(name, *each) for name, rows in change.expected.items() for each in rows.items()]:
            if getattr(self.things[name].get(code), "row", None) != row:
                raise ChangeRefusedError(f"{name} {code} is another")

    def _remove_nodes(self, kind: str, codes: Sequence[str]) -> None:
        tied = {end for edge, source, target in self._edges() for end in ((source, edge.source), (target, edge.target))}
        for code in codes:
            if (kind, code) in tied:
                raise ChangeRefusedError(f"{kind} {code} still has relations")
            self._remove(kind, code)

    def _edges(self) -> Iterator[tuple[Thing, str, str]]:
        for name, rel in MODEL.relations.items():
            for edge in self.things[name].values():
                yield edge, rel.source.kind.__name__, rel.target.kind.__name__

    def _remove(self, name: str, unique: str) -> None:
        if self.things[name].pop(unique, None) is None:
            raise ChangeRefusedError(f"{name} {unique} is not there")

    def _state(self, edge: Thing, at: str) -> None:
        rel, mine, key = MODEL.relations[edge.kind], self.things[edge.kind], edge.row["key"]
        for end, code in ((rel.source, edge.source), (rel.target, edge.target)):
            if code not in self.things[end.kind.__name__]:
                raise ChangeRefusedError(f"{code} is not there")
        old = mine.get(key)
        if old and (old.source, old.target) != (edge.source, edge.target):
            raise ChangeRefusedError(f"{key} names another edge")
        others = [e for k, e in mine.items() if k != key]
        if (rel.source.one and any(e.source == edge.source for e in others)) or (
            rel.target.one and any(e.target == edge.target for e in others)
        ):
            raise ChangeRefusedError(f"{edge.source} or {edge.target} already has another {edge.kind}")
        if old and rel.history and old.row != edge.row:
            self._keep(old, rel.history, at)
        mine[key] = edge

    def _keep(self, old: Thing, history: str, at: str) -> None:
        past = self.things[history]
        numbers = [e.row["revision"] for k, e in past.items() if k == f"{old.row['key']}@{e.row['revision']}"]
        revision = max(numbers, default=0) + 1
        key = f"{old.row['key']}@{revision}"
        if key in past:
            raise ChangeRefusedError(f"{key} is there already, as another revision")
        row = {**old.row, "key": key, "revision": revision, "supersededAt": at}
        past[key] = Thing(history, row, old.source, old.target)

    def _index(self) -> None:
        """Note the edges at each end: all that is fast here."""
        self.ends = {}
        for edge, _, _ in self._edges():
            self.ends.setdefault((edge.kind, "source", edge.source), []).append(edge)
            self.ends.setdefault((edge.kind, "target", edge.target), []).append(edge)

    # reading

    def viewer(self, rules: RuleSet, parameters: Mapping[str, Any]) -> Viewer:
        """Return one who reads under a rule set."""
        return Viewer(self, rules, parameters)

    def follow(self, thing: Thing, step: Step) -> list[Item]:
        """Return what a step leads to, whoever asks."""
        rel = MODEL.relations[step.relation]
        sources, targets = self.things[rel.source.kind.__name__], self.things[rel.target.kind.__name__]
        if step.way == "source":
            return [(sources[thing.source], None)]
        if step.way == "target":
            return [(targets[thing.target], None)]
        code = thing.row["code"]
        out = [(targets[e.target], e) for e in self.ends.get((rel.name, "source", code), ())]
        back = [(sources[e.source], e) for e in self.ends.get((rel.name, "target", code), ())]
        return {"out": out, "in": back, "both": out + back}[step.way]


class Viewer:
    """One who reads: with a rule set, the values of its parameters and those of the request."""

    def __init__(self, truth: Truth, rules: RuleSet, parameters: Mapping[str, Any]) -> None:
        """Keep who reads what."""
        self.truth, self.rules, self.parameters = truth, rules, parameters
        self._seen: dict[int, bool] = {}

    def seen(self, thing: Thing) -> bool:
        """Return whether the viewer may see a thing: by its rule, and an edge only with both its ends."""
        if id(thing) not in self._seen:
            self._seen[id(thing)] = self._may_see(thing)
        return self._seen[id(thing)]

    def _may_see(self, thing: Thing) -> bool:
        rule = self.rules.rows.get(thing.kind)
        if rule is None or not self.holds(rule, (thing, None), free=True):
            return False
        ends = [(thing.kind, way) for way in ("source", "target") if thing.kind in MODEL.relations]
        return all(self.seen(end) for kind, way in ends for end, _ in self.truth.follow(thing, Step(kind, way)))

    def items(self, kind: str, step: Step | None, above: Thing | None) -> list[Item]:
        """Return all a read may start from: what is seen of a kind, or of what a step leads to."""
        found = [(t, None) for t in self.truth.things[kind].values()] if step is None else self.truth.follow(above, step)
        return [(t, e) for t, e in found if self.seen(t) and (e is None or self.seen(e))]

    def value(self, e: Expression, item: Item, *, free: bool = False) -> Any:
        """Return a value as the viewer sees it: null where it is hidden. A rule looks freely."""
        if isinstance(e, Distance):
            lat, lon = (self.value(Value(name), item, free=free) for name in ("latitude", "longitude"))
            return distance(lat, lon, self.parameters[e.latitude.name], self.parameters[e.longitude.name])
        if isinstance(e, Far):
            found = [x for x in self.reached(item[0], e.step) if self.holds(e.where, x)]
            return len(found) if e.value is None else self.value(e.value, found[0]) if found else None
        thing = item[1] if e.edge else item[0]
        if e.prop == "folded":
            return self.folded(thing, free=free)
        value = thing.row[e.prop] if free or self.shows(thing, e.prop) else None
        return value if value is None or e.part is None else part(value, e.part)

    def shows(self, thing: Thing, prop: str) -> bool:
        """Return whether the viewer sees a property of a thing."""
        rule = self.rules.shown.get(thing.kind, {}).get(prop)
        return rule is not None and self.holds(rule, (thing, None), free=True)

    def folded(self, thing: Thing, *, free: bool = False) -> str | None:
        """Return all words that are searched of a thing, to one who sees all that they stand in, or looks freely."""
        names = [p.name for p in MODEL.kinds[thing.kind].props.values() if p.search]
        if not free and not all(self.shows(thing, name) for name in names):
            return None
        return " ".join(word for name in names for word in words_of(thing.row[name] or ""))

    def holds(self, c: Condition | None, item: Item, *, free: bool = False) -> bool:
        """Return whether a condition holds of an item."""
        if c is None:
            return True
        if isinstance(c, Test):
            return holds(c.op, self.value(c.value, item, free=free), self.parameters[c.param.name] if c.param else None)
        if isinstance(c, Logic):
            parts = [self.holds(p, item, free=free) for p in c.parts]
            return {"and": all(parts), "or": any(parts), "not": not parts[:1] or not parts[0]}[c.op]
        found = self.truth.follow(item[0], c.step) if free else self.reached(item[0], c.step)
        hits = [self.holds(c.where, x, free=free) for x in found]
        return {"some": any(hits), "none": not any(hits), "all": all(hits)}[c.quantifier]

    def reached(self, thing: Thing, step: Step) -> list[Item]:
        """Return what the viewer sees of what a step leads to."""
        return self.items("", step, thing)

    def ordered(self, read: Read) -> list[tuple[int, Key]]:
        """Return the keys of an order that are not hidden, with their places; the unique end never is."""
        last = len(read.order) - 1
        return [(i, k) for i, k in enumerate(read.order) if i == last or self.shown(k.value, read.kind, read.step)]

    def shown(self, e: Expression, kind: str, step: Step | None) -> bool:
        """Return whether a value may be seen of anything of a kind; how many there are always may."""
        if isinstance(e, Far):
            rel = MODEL.relations[e.step.relation]
            end = rel.target if e.step.way in ("out", "both", "target") else rel.source
            return e.value is None or self.shown(e.value, end.kind.__name__, e.step)
        if isinstance(e, Distance):
            return self.shown(Value("latitude"), kind, step) and self.shown(Value("longitude"), kind, step)
        return e.prop in self.rules.shown.get(step.relation if e.edge and step else kind, ())

    def groups(self, plan: Aggregate) -> list[Any]:
        """Return the groups of an aggregate."""
        found = [x for x in self.items(plan.kind, None, None) if self.holds(plan.where, x)]
        groups: dict[Any, list[Item]] = {} if plan.keys else {(): []}
        for item in found:
            groups.setdefault(tuple(self.value(key, item) for key in plan.keys), []).append(item)

        def place(key: tuple[Any, ...]) -> Any:
            return [-len(groups[key])] * plan.largest_first + [(v is None, 0 if v is None else v) for v in key]

        keys = sorted(groups, key=place)[: self.parameters[plan.limit.name] + 1]
        return [[*key, *(self.measure(m, groups[key]) for m in plan.measures)] for key in keys]

    def measure(self, m: Measure, items: list[Item]) -> Any:
        """Return one number of a group."""
        known = [] if m.value is None else sorted(v for v in (self.value(m.value, x) for x in items) if v is not None)
        numbers = {
            "count": lambda: len(items),
            "known": lambda: len(known),
            "distinct": lambda: len(set(known)),
            "high": lambda: sum((v > 0) * (v // SPLIT) - (v < 0) * (-v // SPLIT) for v in known),
            "low": lambda: sum((v > 0) * (v % SPLIT) - (v < 0) * (-v % SPLIT) for v in known),
            "sum": lambda: total(known),
            "min": lambda: known[0] if known else None,
            "max": lambda: known[-1] if known else None,
            "percentile": lambda: percentile(known, self.parameters[m.param.name]),
        }
        return numbers[m.what]()

    def read(self, read: Plan, above: Thing | None = None) -> Any:
        """Return the answer of a plan."""
        if isinstance(read, Aggregate):
            return self.groups(read)
        found = [x for x in self.items(read.kind, read.step, above) if self.holds(read.where, x)]
        if read.limit is None:
            return self.row(read, found[0]) if found else None
        page = self.page(read, found) if read.rows else None
        return [page, len(found)] if read.count else page

    def page(self, read: Read, found: list[Item]) -> list[Any]:
        """Return the rows of a page and one more."""
        keys = self.ordered(read)
        values = {id(x): [self.value(k.value, x, free=k is read.order[-1]) for _, k in keys] for x in found}
        order = functools.cmp_to_key(lambda a, b: compare(keys, values[id(a)], values[id(b)]))
        if read.after:
            cursor = [self.parameters[p.name] if (p := read.after[i]) else None for i, _ in keys]
            found = [x for x in found if compare(keys, values[id(x)], cursor) > 0]
        return [self.row(read, x) for x in sorted(found, key=order)[: self.parameters[read.limit.name] + 1]]

    def row(self, read: Read, item: Item) -> list[Any]:
        """Return the columns of a row."""
        return [self.read(c, item[0]) if isinstance(c, Read) else self.value(c, item) for c in read.columns]


def total(known: list[float]) -> float | None:
    """Return the sum, null of nothing and where it is beyond what a number can hold."""
    try:
        return float(sum(map(Fraction, known))) if known else None
    except OverflowError:
        return None


def part(value: str, name: str) -> str:
    """Return a part of a day or moment."""
    year, month, day = value[:10].split("-")
    quarter = {"01": 1, "02": 1, "03": 1, "04": 2, "05": 2, "06": 2, "07": 3, "08": 3, "09": 3}.get(month, 4)
    return {"year": year, "quarter": f"{year}-Q{quarter}", "month": f"{year}-{month}", "day": f"{year}-{month}-{day}"}[name]


def distance(lat: float | None, lon: float | None, a: float, k: float) -> int | None:
    """Return whole metres between two points by the spherical law of cosines in its stable, vector form."""
    if lat is None or lon is None:
        return None
    (x, y, z), (u, v, w) = (
        (
            math.cos(math.radians(p)) * math.cos(math.radians(q)),
            math.cos(math.radians(p)) * math.sin(math.radians(q)),
            math.sin(math.radians(p)),
        )
        for p, q in ((lat, lon), (a, k))
    )
    cross = math.hypot(y * w - z * v, z * u - x * w, x * v - y * u)
    return round(6371008.8 * math.atan2(cross, x * u + y * v + z * w))


def percentile(known: list[float], rank: float) -> float | None:
    """Return the value at a rank of sorted values, between two of them in proportion."""
    if not known:
        return None
    at = rank * (len(known) - 1)
    low, high = math.floor(at), math.ceil(at)
    return float(known[low] + (known[high] - known[low]) * (at - low))


def compare(keys: Sequence[tuple[int, Key]], a: Sequence[Any], b: Sequence[Any]) -> int:
    """Return -1, 0 or 1 as the one comes before, with or after the other; nulls stand where the key puts them."""
    for (_, key), x, y in zip(keys, a, b, strict=True):
        if x is None or y is None:
            found = ((x is None) - (y is None)) * (-1 if key.nulls_first else 1)
        else:
            found = ((x > y) - (x < y)) * (-1 if key.descending else 1)
        if found:
            return found
    return 0


def _once(change: Change) -> None:
    named = [[row["code"] for row in found] for found in change.nodes.values()]
    named += [[edge.row["key"] for edge in found] for found in change.edges.values()]
    for found in (*named, *change.removed_edges.values(), *change.removed_nodes.values()):
        if len(found) != len(set(found)):
            raise ChangeRefusedError("something is named twice")


def _entry(change: Change, key: str, seq: int) -> Row:
    return {
        "code": str(seq).rjust(19, "0"),
        "seq": seq,
        "at": change.at,
        "actor": change.actor,
        "reason": change.reason,
        "requestKey": key,
        "requestHash": change.request_hash,
        "digest": change.digest,
        "result": json.dumps(change.counts(), sort_keys=True),
    }
