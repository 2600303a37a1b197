"""Neo4j constraints and indexes of the model."""

from __future__ import annotations

from graph.model import MODEL, VERSION
from graph.store import Statement

COUNTER = Statement("MERGE (c:Counter {code: 'log'}) ON CREATE SET c.value = 0")
FOUND = Statement("OPTIONAL MATCH (m:Migration {code: 'model'}) RETURN coalesce(m.version, 0) AS v")
MIGRATED = Statement(f"MERGE (m:Migration {{code: 'model'}}) SET m.version = {VERSION}")


def schema() -> list[Statement]:
    """Return the statements that make the constraints and indexes, each harmless when run again.

    An index ends in the unique `code`, so that a page in its order is one seek; relations need only their key.
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
                made.append(f"CREATE INDEX {kind.name}_{p.name} IF NOT EXISTS FOR (n:{kind.name}) ON (n.{p.name}, n.code)")
    labels = sorted({rel.label for rel in MODEL.relations.values()})
    made += [f"CREATE CONSTRAINT {label}_key IF NOT EXISTS FOR ()-[r:{label}]-() REQUIRE r.key IS UNIQUE" for label in labels]
    made.append("CALL db.awaitIndexes(60)")
    return [Statement(text) for text in made]


def fillings() -> list[Statement]:
    """Return the statements that bring the nodes of an older model to this one: a list that is new to a kind is empty.

    What else is new to a kind may be unknown, and Neo4j keeps no nulls.
    """
    lists = [(kind.name, p.name) for kind in MODEL.kinds.values() for p in kind.props.values() if p.scalar.listed]
    return [
        Statement(f"MATCH (n:{kind}) WHERE n.{name} IS NULL CALL (n) {{ SET n.{name} = [] }} IN TRANSACTIONS OF 10000 ROWS")
        for kind, name in lists
    ]
