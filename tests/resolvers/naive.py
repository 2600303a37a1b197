# ruff: noqa: D102, PLR0911, C901  # slow and obvious: one line for each case of the definition
"""The oracle: naive resolvers, one field at a time, over plain dicts; run by graphql-core through the same SDL.

It shares no code with selection, plan, rules, compilers or builder. Of `resolvers` it takes only the text form of cursors
and global IDs.
"""

from __future__ import annotations

import base64
import enum
import json
from types import SimpleNamespace

from graphql.execution.values import get_argument_values

from graph.model import MODEL
from resolvers.cursor import encode_cursor, global_id, read_id

HIDDEN = {
    *(("City", "contact"), ("HasValue", "verifier"), ("HasValue", "entry")),
    *(("Organisation", "contact"), ("Expert", "contact"), ("Financier", "contact")),
    *(("Expert", "dayRate"), ("Expert", "currency"), ("Expert", "daysPerMonth"), ("Expert", "availableFrom")),
    *(("Project", "missing"), ("Document", "url")),
}
"""What the anonymous do not see of what they see."""
SECRET = {
    *("Entry", "Question", "Proposal", "Trigger", "Run", "Recommendation", "Forecast"),
    *("HadValue", "Advises", "Funds", "Verifies", "WishesFor", "Prioritises"),
}
"""Kinds and relations of which the anonymous see nothing; nor do they see an edge to what they do not see."""


def plain(value):
    """A coerced argument with enum members as names."""
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def arguments(info):
    """The coerced arguments of a field that are not null."""
    variables = info.variable_values
    if isinstance(variables, dict):
        variables = SimpleNamespace(coerced=variables, sources={})
    given = get_argument_values(info.parent_type.fields[info.field_name], info.field_nodes[0], variables)
    return {k: plain(v) for k, v in given.items() if v is not None}


def passes(op, value, wanted):
    """Whether a value passes a test; on null only `ne`, `notIn` and `isNull: true` hold."""
    if op == "isNull":
        return (value is None) == wanted
    if value is None:
        return op in ("ne", "notIn")
    match op:
        case "eq":
            return value == wanted
        case "ne":
            return value != wanted
        case "in":
            return value in wanted
        case "notIn":
            return value not in wanted
        case "lt":
            return value < wanted
        case "lte":
            return value <= wanted
        case "gt":
            return value > wanted
        case "gte":
            return value >= wanted
        case "contains" | "has":
            return wanted in value
        case "startsWith":
            return value.startswith(wanted)
    raise AssertionError(op)


def later(cursor, other):
    """Whether a row's cursor stands strictly after another of the same order, which may be of another list."""
    (spec, *ours), (_, *theirs) = (json.loads(base64.urlsafe_b64decode(c)) for c in (cursor, other))
    for key, a, b in zip(spec.split(","), ours, theirs, strict=True):
        if a == b:
            continue
        if a is None or b is None:
            return (a is None) != key.endswith("0")
        return (a > b) != ("-" in key)
    return False


class World:
    """All nodes and edges, as one role sees them."""

    def __init__(self, things, role):
        self.things, self.anonymous = things, role == "anonymous"

    def node_seen(self, thing):
        if not self.anonymous:
            return True
        if thing.kind == "Evaluation":
            return thing.row["status"] == "PUBLISHED"
        if thing.kind == "TwinPair":
            return thing.row["status"] in ("ACCEPTED", "ACTIVE", "COMPLETED")
        if thing.kind == "Cohort":
            return thing.row["status"] != "PLANNED"
        if thing.kind == "Certificate":
            certified = [e.target for e in self.things["Certifies"].values() if e.source == thing.row["code"]]
            return any(self.things["Evaluation"][code].row["status"] == "PUBLISHED" for code in certified)
        return thing.kind not in SECRET and thing.row.get("published", True)

    def edge_seen(self, thing):
        if not self.anonymous:
            return True
        return thing.kind not in SECRET and not (thing.kind == "HasValue" and thing.row["publishedAt"] is None)

    def prop(self, thing, name):
        return None if self.anonymous and (thing.kind, name) in HIDDEN else thing.row[name]

    def one(self, kind, code):
        """The node of `node(id)`: a node by its code, or an edge by its key if both its ends are seen."""
        thing = self.things.get(kind, {}).get(code)
        if thing is None:
            return None
        if kind in MODEL.kinds:
            return Row(self, thing) if not MODEL.kinds[kind].internal and self.node_seen(thing) else None
        relation = MODEL.relations[kind]
        if not relation.node or not self.edge_seen(thing):
            return None
        ends = (self.end(relation.source, thing.source), self.end(relation.target, thing.target))
        return Row(self, thing) if all(self.node_seen(e) for e in ends) else None

    def end(self, end, code):
        return self.things[end.kind.__name__][code]

    def follow(self, thing, name):
        """Where a relation field leads: whether to one, the kind, and the pairs of node and edge."""
        for relation in MODEL.relations.values():
            found = []
            for near, far, codes in ((relation.source, relation.target, "st"), (relation.target, relation.source, "ts")):
                if near.kind.__name__ != thing.kind or near.field != name:
                    continue
                for edge in self.things[relation.name].values():
                    ends = {"s": edge.source, "t": edge.target}
                    if ends[codes[0]] == thing.row["code"]:
                        found.append((self.end(far, ends[codes[1]]), edge))
                if not relation.symmetric or codes == "ts":
                    kept = [(n, e) for n, e in found if self.edge_seen(e) and self.node_seen(n)]
                    return near.one, far.kind.__name__, kept
        raise AssertionError((thing.kind, name))

    def holds(self, where, node, edge=None, side=None):
        """Whether a filter holds: over an edge it has `node` and `edge` sides."""
        for name, sub in (where or {}).items():
            if sub is None:
                continue
            if name == "and":
                good = all(self.holds(w, node, edge, side) for w in sub)
            elif name == "or":
                good = any(self.holds(w, node, edge, side) for w in sub)
            elif name == "not":
                good = not self.holds(sub, node, edge, side)
            elif edge is not None and side is None:
                good = self.holds(sub, node, edge, name)
            elif side == "edge":
                good = all(passes(op, self.prop(edge, name), v) for op, v in sub.items())
            elif name in MODEL.kinds[node.kind].props:
                good = all(passes(op, self.prop(node, name), v) for op, v in sub.items())
            else:
                good = self.reaches(node, name, sub)
            if not good:
                return False
        return True

    def reaches(self, node, name, sub):
        one, _, found = self.follow(node, name)
        if one:
            return any(self.holds(sub, far) for far, _ in found)
        for quantifier, wanted in sub.items():
            if wanted is None:
                continue
            if quantifier == "count":
                hits = [p for p in found if self.holds(wanted.get("where"), *p)]
                good = all(passes(op, len(hits), v) for op, v in wanted.items() if op != "where")
            else:
                hits = [self.holds(wanted, far, edge) for far, edge in found]
                good = {"some": any(hits), "none": not any(hits), "all": all(hits)}[quantifier]
            if not good:
                return False
        return True

    def page(self, found, given, edged):
        """A list's rows in their order with a cursor each, before first and last are applied."""
        found = [(n, e) for n, e in found if self.holds(given.get("where"), n, e)]
        keys = []
        for item in given.get("orderBy") or []:
            for side, sub in item.items():
                keys += [(side, f, d) for f, d in sub.items()] if edged else [("node", side, sub)]
        last = ("edge", "key") if edged else ("node", "code")
        names = [(side, field) for side, field, _ in keys]
        keys = keys[: names.index(last) + 1] if last in names else [*keys, (*last, "ASC")]

        def get(pair, side, field):
            return self.prop(pair[1] if side == "edge" else pair[0], field)

        for side, field, direction in reversed(keys):
            known = [p for p in found if get(p, side, field) is not None]
            known.sort(key=lambda p: get(p, side, field))
            if direction.startswith("DESC"):  # the order of equals has to stay
                values = sorted({get(p, side, field) for p in known}, reverse=True)
                known = [p for v in values for p in known if get(p, side, field) == v]
            unknown = [p for p in found if get(p, side, field) is None]
            found = unknown + known if direction.endswith("FIRST") else known + unknown
        spec = ",".join(f"{s}.{f}{'-' if d.startswith('DESC') else '+'}{'0' if d.endswith('FIRST') else ''}" for s, f, d in keys)
        return [(n, e, encode_cursor(spec, [get((n, e), s, f) for s, f, _ in keys])) for n, e in found]

    def root(self, info):
        """A root field."""
        given, name = arguments(info), info.field_name
        if name == "node":
            return self.one(*read_id(given["id"]))
        for kind in MODEL.kinds.values():
            if name == kind.name[0].lower() + kind.name[1:]:
                return self.one(kind.name, given["code"])
            if name == kind.plural:
                seen = [(t, None) for t in self.things[kind.name].values() if self.node_seen(t)]
                return Connection(self, self.page(seen, given, edged=False), given)
        raise AssertionError(name)


class Row:
    """A node, or an edge that is one."""

    def __init__(self, world, thing):
        self.world, self.thing = world, thing

    def __getitem__(self, key):
        kind = self.thing.kind
        return (MODEL.relations[kind].node if kind in MODEL.relations else kind, self.thing.row.get("code"))

    def read(self, info):
        raw, thing, world = info._raw_info, self.thing, self.world
        name = raw.field_name
        if name == "id":
            return global_id(thing.kind, thing.row["code" if thing.kind in MODEL.kinds else "key"])
        owner = MODEL.owner(thing.kind)
        if name in owner.props:
            return world.prop(thing, name)
        if thing.kind in MODEL.relations:
            ends = {"city": (owner.source, thing.source), "kpi": (owner.target, thing.target)}
            return Row(world, world.end(*ends[name])) if name in ends else None
        one, _, found = world.follow(thing, name)
        if one:
            return Row(world, found[0][0]) if found else None
        given = arguments(raw)
        return Connection(world, world.page(found, given, edged=True), given)


class Connection:
    """A page of a list."""

    def __init__(self, world, rows, given):
        self.world, self.rows = world, rows
        low = sum(not later(c, given["after"]) for _, _, c in rows) if "after" in given else 0
        high = sum(later(given["before"], c) for _, _, c in rows) if "before" in given else len(rows)
        if "first" in given:
            self.more, self.less = high - low > given["first"], "after" in given
            high = min(high, low + given["first"])
        else:
            self.more, self.less = "before" in given, high - low > given["last"]
            low = max(low, high - given["last"])
        self.kept = rows[low:high]

    def read(self, info):
        match info._raw_info.field_name:
            case "totalCount":
                return len(self.rows)
            case "nodes":
                return [Row(self.world, n) for n, _, _ in self.kept]
            case "edges":
                return [EdgeOf(self.world, *row) for row in self.kept]
            case "pageInfo":
                return self
            case "hasNextPage":
                return self.more
            case "hasPreviousPage":
                return self.less
            case name:
                cursors = [c for _, _, c in self.kept]
                return (cursors[0] if name == "startCursor" else cursors[-1]) if cursors else None


class EdgeOf:
    """An edge of a page."""

    def __init__(self, world, node, edge, cursor):
        self.world, self.node, self.edge, self.cursor = world, node, edge, cursor

    def read(self, info):
        match info._raw_info.field_name:
            case "cursor":
                return self.cursor
            case "node":
                return Row(self.world, self.node)
            case "id":
                return global_id(self.edge.kind, self.edge.row["key"])
            case name:
                return self.world.prop(self.edge, name)
