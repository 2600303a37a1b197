# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""Lists as Relay connections: edges, nodes, page info, cursors and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.model import MODEL
from graph.plan import Key, Read
from resolvers.arguments import Leaf, Tree
from resolvers.condition import Conditions
from resolvers.cursor import cursor_nulls, decode_cursor
from resolvers.errors import bad_input
from resolvers.order import order, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import graphql as g

    from graph.expression import Expression, Param, Step
    from resolvers.arguments import Getter
    from resolvers.collect import Groups
    from resolvers.rows import Rows

LONGEST = 1000
"""The most rows a page may have."""


def size(get: Getter, name: str) -> Getter:
    """Return a getter of a page's size; it refuses one that is not from 1 to 1 000."""

    def value(variables: Any) -> int:  # noqa: ANN401
        found = get(variables)
        if not 1 <= found <= LONGEST:
            raise bad_input(f"{name}: found {found}, expected 1 to {LONGEST}")
        return found

    return value


class Page:
    """One list with its arguments."""

    def __init__(self, rows: Rows, kind: str, step: Step | None, arguments: dict[str, Tree], typename: str) -> None:
        """Read the arguments; raises a BAD_USER_INPUT refusal where they do not go together."""
        self.rows, self.kind, self.step, self.typename = rows, kind, step, typename
        self.backward = "last" in arguments
        given_, other = ("last", "first") if self.backward else ("first", "last")
        if given_ not in arguments or other in arguments:
            raise bad_input("a list takes either first or last, 1 to 1000")
        wrong = "after" if self.backward else "before"
        if wrong in arguments:
            raise bad_input(f"{wrong} goes with {other}, not with {given_}")
        self.order = order(arguments.get("orderBy"), kind, step, rows.bind)
        self.where = Conditions(rows.bind).where(arguments["where"], kind, step) if "where" in arguments else None
        self.after = self.cursor(arguments.get("before" if self.backward else "after"))
        leaf = arguments[given_]
        assert isinstance(leaf, Leaf)
        self.limit = rows.bind(size(leaf.get, given_))

    def cursor(self, leaf: Tree | None) -> tuple[Param | None, ...]:
        """Return a parameter for each key of the cursor, None for a null: which are null is part of the shape."""
        if leaf is None:
            return ()
        assert isinstance(leaf, Leaf)
        props, given = self.order.props, self.order.given

        def key(at: int) -> Getter:
            return lambda variables: decode_cursor(leaf.get(variables), props, values_of(given, variables))[at]

        nulls = cursor_nulls(leaf.now, self.order.signature, props, len(given))
        return tuple(None if null else self.rows.bind(key(at)) for at, null in enumerate(nulls))

    def connection(self, group: Sequence[g.FieldNode]) -> tuple[Read, Callable[[str], str]]:
        """Return the read of the list, and the text that builds the connection."""
        fields = self.rows.of.collector.below(group, self.typename)
        selected = {nodes[0].name.value for nodes in fields.values()}
        columns: list[Expression | Read] = []
        x, c = self.rows.name("x"), self.rows.name("c")
        count = "totalCount" in selected
        # sort keys ride along only where a cursor is made of them: they cost a sixth of a wide read
        columns += [k.value for k in self.order.keys] if self.asks_cursor(fields) else []
        kept_keys = [f"{x}[{at}]" for at in range(len(self.order.keys))] + [f"p[{name!r}]" for name, _ in self.order.given]
        cursor = f"cur({self.order.signature!r}, [{', '.join(kept_keys)}])"
        found = f"{c}[0]" if count else c
        wanted = f"p[{self.limit.name!r}]"
        kept = f"({found}[:{wanted}]{'[::-1]' if self.backward else ''})"
        parts = [f"{key!r}: {self.field(nodes, columns, x, kept, cursor, found, wanted, c)}" for key, nodes in fields.items()]
        keys = self.order.keys
        keys = tuple(Key(k.value, not k.descending, not k.nulls_first) for k in keys) if self.backward else keys
        read = Read(
            self.kind,
            tuple(columns),
            self.step,
            self.where,
            keys,
            self.limit,
            self.after,
            rows=bool(selected & {"edges", "nodes", "pageInfo"}) or not count,
            count=count,
        )
        body = f"{{{', '.join(parts)}}}"
        return read, lambda at: f"({body} if ({c} := {at}) is not None else null())"

    def asks_cursor(self, fields: Groups) -> bool:
        """Say whether a cursor is selected anywhere in the list."""
        below = {"edges": self.typename.removesuffix("Connection") + "Edge", "pageInfo": "PageInfo"}
        for nodes in fields.values():
            name = nodes[0].name.value
            inner = self.rows.of.collector.below(nodes, below[name]) if name in below else {}
            if any(n[0].name.value in ("cursor", "startCursor", "endCursor") for n in inner.values()):
                return True
        return False

    def field(  # noqa: PLR0913, PLR0917  # the names the builder has at this place
        self,
        nodes: Sequence[g.FieldNode],
        columns: list[Expression | Read],
        x: str,
        kept: str,
        cursor: str,
        found: str,
        wanted: str,
        c: str,
    ) -> str:
        """Return the text of one field of the connection."""
        match nodes[0].name.value:
            case "__typename":
                return repr(self.typename)
            case "totalCount":
                return f"{c}[1]"
            case "nodes":
                return f"[{self.rows.node(self.kind, nodes, columns, x)} for {x} in {kept}]"
            case "edges":
                return f"[{self.edge(nodes, columns, x, cursor)} for {x} in {kept}]"
            case _:
                return self.page_info(nodes, x, kept, cursor, f"len({found}) > {wanted}")

    def edge(self, nodes: Sequence[g.FieldNode], columns: list[Expression | Read], x: str, cursor: str) -> str:
        """Return the text of an edge: its cursor, its node and the properties of the relation."""
        typename = self.typename.removesuffix("Connection") + "Edge"
        fields: dict[str, g.GraphQLField] = self.rows.of.schema.type_map[typename].fields  # pyright: ignore[reportAttributeAccessIssue]
        parts: list[str] = []
        for key, group in self.rows.of.collector.below(nodes, typename).items():
            name = group[0].name.value
            if name == "__typename":
                text = repr(typename)
            elif name == "cursor":
                text = cursor
            elif name == "node":
                text = self.rows.node(self.kind, group, columns, x)
            else:
                assert self.step
                relation = MODEL.relations[self.step.relation]
                if name == "id":
                    text = self.rows.identity(relation.name, columns, x, edge=True)
                else:
                    text = self.rows.prop(relation.props[name], fields[name], columns, x, edge=True)
            parts.append(f"{key!r}: {text}")
        return f"{{{', '.join(parts)}}}"

    def page_info(self, nodes: Sequence[g.FieldNode], x: str, kept: str, cursor: str, more: str) -> str:
        """Return the text of the page info; more stands before a page whenever it was read after a cursor."""
        given_ = repr(bool(self.after))
        texts = {
            "__typename": "'PageInfo'",
            "hasNextPage": given_ if self.backward else more,
            "hasPreviousPage": more if self.backward else given_,
            "startCursor": f"next(({cursor} for {x} in {kept}), None)",
            "endCursor": f"next(({cursor} for {x} in {kept}[::-1]), None)",
        }
        fields = self.rows.of.collector.below(nodes, "PageInfo")
        return f"{{{', '.join(f'{key!r}: {texts[group[0].name.value]}' for key, group in fields.items())}}}"
