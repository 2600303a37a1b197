# ruff: noqa: D102, PLR0911, C901  # slow and obvious: one line for each case of the definition
"""The oracle: naive resolvers, one field at a time, over plain dicts; run by graphql-core through the same SDL.

It shares no code with selection, plan, rules, compilers or builder. Of `resolvers` it takes only the text form of cursors
and global IDs.
"""

from __future__ import annotations

from graph.model import MODEL
from resolvers.cursor import encode_cursor, global_id, read_id
from tests.resolvers.naive_groups import GroupOf, Plain, dated
from tests.resolvers.naive_words import arguments, finds, later, metres, outline, passes

HIDDEN = {
    *(("City", "contact"), ("HasValue", "verifier"), ("HasValue", "entry")),
    *(("Organisation", "contact"), ("Expert", "contact"), ("Financier", "contact")),
    *(("Expert", "dayRate"), ("Expert", "currency"), ("Expert", "daysPerMonth"), ("Expert", "availableFrom")),
    ("Project", "missing"),
}
"""What the anonymous do not see of what they see."""
SECRET = {
    *("Entry", "Question", "Proposal", "Trigger", "Run", "Recommendation", "Forecast"),
    *("HadValue", "Advises", "Funds", "Verifies", "WishesFor", "Prioritises"),
}
"""Kinds and relations of which the anonymous see nothing; nor do they see an edge to what they do not see."""


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
        if thing.kind in MODEL.relations:
            rel = MODEL.relations[thing.kind]
            ends = {"city": (rel.source, thing.source), "kpi": (rel.target, thing.target)}
            far = self.end(*ends[name])
            return True, far.kind, [(far, None)]
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
            elif name == "search":
                good = finds(sub, node)
            elif name in MODEL.owner(node.kind).props:
                good = all(passes(op, self.prop(node, name), v) for op, v in sub.items())
            elif name in ("near", "within"):
                good = self.placed(node, name, sub)
            else:
                good = self.reaches(node, name, sub)
            if not good:
                return False
        return True

    def distance(self, node, point):
        return metres(self.prop(node, "latitude"), self.prop(node, "longitude"), point["lat"], point["lon"])

    def placed(self, node, name, sub):
        if name == "near":
            found = self.distance(node, sub)
            return found is not None and found <= round(sub["km"] * 1000)
        lat, lon = self.prop(node, "latitude"), self.prop(node, "longitude")
        if lat is None or lon is None or not sub["south"] <= lat <= sub["north"]:
            return False
        west, east = sub["west"], sub["east"]
        return west <= lon <= east if west <= east else lon >= west or lon <= east

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

    def page(self, found, given, place):
        """A list's rows in their order with a cursor each, before first and last are applied; a place is `City` or `City.values`."""
        edged = "." in place
        found = [(n, e) for n, e in found if self.holds(given.get("where"), n, e)]
        keys = []
        for item in given.get("orderBy") or []:
            if edged:
                for side, sub in item.items():
                    thing = found[0][0 if side == "node" else 1] if found else None
                    keys += self.sorts(sub, side, thing and thing.kind, lambda pair, at=side: pair[0 if at == "node" else 1])
            else:
                keys += self.sorts(item, "node", found[0][0].kind if found else None, lambda pair: pair[0])
        last = "edge.key" if edged else "node.key" if found and found[0][0].kind in MODEL.relations else "node.code"
        keys.append((last, "ASC", [], lambda pair: (pair[1] if edged else pair[0]).row[last[5:]]))
        names = [name for name, *_ in keys]
        keys = keys[: names.index(last) + 1]
        for _, direction, _, get in reversed(keys):
            known = [p for p in found if get(p) is not None]
            known.sort(key=get)
            if direction.startswith("DESC"):  # the order of equals has to stay
                values = sorted({get(p) for p in known}, reverse=True)
                known = [p for v in values for p in known if get(p) == v]
            unknown = [p for p in found if get(p) is None]
            found = unknown + known if direction.endswith("FIRST") else known + unknown
        spec = ",".join(f"{n}{'-' if d.startswith('DESC') else '+'}{'0' if d.endswith('FIRST') else ''}" for n, d, _, _ in keys)
        tail = [v for _, _, values, _ in keys for v in values]
        return [(n, e, encode_cursor(f"{place} {spec}", [*(get((n, e)) for *_, get in keys), *tail])) for n, e in found]

    def sorts(self, sub, path, kind, at):
        """Sort keys: name, direction, the values in it, and how to get it of a pair."""
        for name, value in sub.items():
            here = f"{path}.{name}"
            if kind is None:
                continue
            if name in MODEL.owner(kind).props:
                yield here, value, [], lambda pair, name=name: None if at(pair) is None else self.prop(at(pair), name)
            elif name == "distance":
                point = [value["lat"], value["lon"]]
                yield here, value["sort"], point, lambda p, value=value: at(p) and self.distance(at(p), value)
            elif MODEL.follows(kind)[name].end.one:
                yield from self.sorts(value, here, MODEL.follows(kind)[name].kind, lambda p, name=name: self.only(at(p), name))
            else:
                where = value.get("where")
                text, values = outline(where) if where is not None else ("", [])
                yield f"{here}#{text}", value["count"], values, lambda p, n=name, w=where: self.number(at(p), n, w)

    def only(self, thing, name):
        found = self.follow(thing, name)[2] if thing else []
        return found[0][0] if found else None

    def number(self, thing, name, where):
        return None if thing is None else sum(self.holds(where, *pair) for pair in self.follow(thing, name)[2])

    def listed(self, kind):
        """All of a kind that are seen, as pairs without an edge."""
        if kind in MODEL.relations:
            return [(t, None) for key, t in self.things[kind].items() if self.one(kind, key)]
        return [(t, None) for t in self.things[kind].values() if self.node_seen(t)]

    def groups(self, kind, given):
        """The groups of an aggregate."""
        rows = [t for t, _ in self.listed(kind) if self.holds(given.get("where"), t)]
        keys = [key for item in given.get("groupBy") or [] for key in self.group_keys(item, kind, "", lambda t: t)]
        found = {} if keys else {(): []}
        for row in rows:
            found.setdefault(tuple(get(row) for _, _, get in keys), []).append(row)

        def place(values):
            return [(v is None, 0 if v is None else v) for v in values]

        order = sorted(found, key=place)
        if given["order"] == "COUNT":
            order.sort(key=lambda values: -len(found[values]))
        names = [(name, show) for name, show, _ in keys]
        made = [GroupOf(self, names, values, found[values]) for values in order]
        return {"groups": made[: given["first"]], "hasMore": len(made) > given["first"]}

    def group_keys(self, item, kind, path, at):
        for name, how in item.items():
            prop = MODEL.owner(kind).props.get(name)
            if prop:
                show = prop.scalar.show or (lambda v: str(v).lower() if isinstance(v, bool) else str(v))
                yield path + name, show, lambda t, name=name, how=how: dated(at(t) and self.prop(at(t), name), how)
            else:
                far = MODEL.follows(kind)[name].kind
                yield from self.group_keys(how, far, f"{path}{name}.", lambda t, name=name: self.only(at(t), name))

    def root(self, info):
        """A root field."""
        given, name = arguments(info), info.field_name
        if name == "node":
            return self.one(*read_id(given["id"]))
        for kind in (*MODEL.kinds.values(), MODEL.relations["HasValue"]):
            typename = "KpiValue" if kind.name == "HasValue" else kind.name
            if name == typename[0].lower() + typename[1:]:
                return self.one(kind.name, given["key" if kind.name == "HasValue" else "code"])
            if name == kind.plural:
                return Connection(self, self.page(self.listed(kind.name), given, kind.name), given)
            if name == typename[0].lower() + typename[1:] + "Aggregate":
                return Plain(self.groups(kind.name, given))
        raise AssertionError(name)

    async def reference(self, info, _):
        """The nodes of `nodes(ids)`, told from the field's own argument."""
        return [self.one(*read_id(each)) for each in arguments(info)["ids"]]


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
        if name == "distance":
            return world.distance(thing, arguments(raw))
        if thing.kind in MODEL.relations and name not in ("city", "kpi"):
            return None
        one, _, found = world.follow(thing, name)
        if one:
            return Row(world, found[0][0]) if found else None
        given = arguments(raw)
        return Connection(world, world.page(found, given, f"{thing.kind}.{name}"), given)


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
