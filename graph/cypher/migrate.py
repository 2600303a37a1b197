"""Neo4j constraints and indexes of the model."""

from __future__ import annotations

from graph.model import FOLDED, MODEL, VERSION, Kind
from graph.store import Statement

COUNTER = Statement("MERGE (c:Counter {code: 'log'}) ON CREATE SET c.value = 0")
PAGE = 2000
"""Nodes folded by one transaction."""
DEADLINE = 600
"""Seconds a statement of a migration may take: indexes are made of all that is stored."""
FOUND = Statement("OPTIONAL MATCH (m:Migration {code: 'model'}) RETURN coalesce(m.version, 0) AS v")
MIGRATED = Statement(f"MERGE (m:Migration {{code: 'model'}}) SET m.version = {VERSION}")


def schema() -> list[Statement]:
    """Return the statements that make the constraints and indexes, each harmless when run again.

    An index ends in the unique `code`, so that a page in its order is one seek, and then in what its kind carries: Neo4j
    tests a rule on that in the index itself. Relations need only their key.
    """
    made = [
        f"CREATE CONSTRAINT {name}_code IF NOT EXISTS FOR (n:{name}) REQUIRE n.code IS UNIQUE"
        for name in ("Counter", "Migration")
    ]
    for kind in MODEL.kinds.values():
        for p in kind.props.values():
            if p.unique:
                made.append(
                    f"CREATE CONSTRAINT {kind.name}_{p.name} IF NOT EXISTS FOR (n:{kind.name}) REQUIRE n.{p.name} IS UNIQUE"
                )
            elif p.index:
                made += _index(kind, p.name, "code")
        if kind.carried:
            made += _index(kind, "code")
    labels = sorted({rel.label for rel in MODEL.relations.values()})
    made += [f"CREATE CONSTRAINT {label}_key IF NOT EXISTS FOR ()-[r:{label}]-() REQUIRE r.key IS UNIQUE" for label in labels]
    made += [_search(kind.name) for kind in MODEL.kinds.values() if kind.searched]
    made.append(f"CALL db.awaitIndexes({DEADLINE})")
    return [Statement(text) for text in made]


def _index(kind: Kind, *names: str) -> list[str]:
    """Return the statements of an index; one of an earlier model that carried nothing goes first."""
    old, name = f"{kind.name}_{names[0]}", "_".join((kind.name, *dict.fromkeys((names[0], *kind.carried))))
    held = ", ".join(f"n.{each}" for each in dict.fromkeys((*names, *kind.carried)))
    gone = [f"DROP INDEX {old} IF EXISTS"] if name != old and names[1:] else []
    return [*gone, f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{kind.name}) ON ({held})"]


def _search(kind: str) -> str:
    """Return the statement of a kind's full-text index: of folded texts, so spaces are all that divides words."""
    return (
        f"CREATE FULLTEXT INDEX {kind}_search IF NOT EXISTS FOR (n:{kind}) ON EACH [n.{FOLDED.name}] OPTIONS"
        " {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}}"
    )


def fillings() -> list[Statement]:
    """Return the statements that bring the nodes of an older model to this one: a list that is new to a kind is empty.

    What else is new to a kind may be unknown, and Neo4j keeps no nulls.
    """
    lists = [(kind.name, p.name) for kind in MODEL.kinds.values() for p in kind.props.values() if p.scalar.listed]
    return [
        Statement(f"MATCH (n:{kind}) WHERE n.{name} IS NULL CALL (n) {{ SET n.{name} = [] }} IN TRANSACTIONS OF 10000 ROWS")
        for kind, name in lists
    ]


def searched(kind: Kind) -> tuple[Statement, Statement]:
    """Return the statements that read what is searched of the next nodes of an older model, and that store it folded."""
    texts = ", ".join(f"n.{name}" for name in kind.searched)
    return (
        Statement(
            f"MATCH (n:{kind.name}) WHERE n.code > $after WITH n ORDER BY n.code LIMIT {PAGE} RETURN [n.code, [{texts}]] AS v"
        ),
        Statement(f"UNWIND $rows AS row MATCH (n:{kind.name} {{code: row[0]}}) SET n.{FOLDED.name} = row[1]"),
    )
