"""Both stores answer random plans as the truth does: types, order and every bit of a float."""

from __future__ import annotations

import time

from tests.graph.cases import differences, exact
from tests.graph.direct import direct


def told(contract, started):
    """Return the figures of a comparison."""
    asked = sum(len(c.answers) for c in contract)
    share = sum(c.full for c in contract) / asked
    return {
        "shapes": len(contract),
        "answers": asked,
        "non_empty": f"{share:.1%}",
        "differences": 0,
        "seconds": f"{time.monotonic() - started:.0f}",
    }


def test_answers_say_something(contract):
    """At least 60 % of the answers compared are not empty."""
    assert sum(c.full for c in contract) / sum(len(c.answers) for c in contract) >= 0.6


def test_sqlite_answers_as_the_truth(run, contract, sqlite_world, report):
    """SQLite gives the truth's answer to every plan under every rule set."""
    started = time.monotonic()

    assert [] == run(differences(sqlite_world, contract))[:1]
    report("contract, SQLite and truth", **told(contract, started))


def test_neo4j_answers_as_the_truth(run, on_neo4j, neo4j_world, neo4j_uri, report):
    """Neo4j gives the truth's answer to every plan under every rule set."""
    started = time.monotonic()

    with direct(neo4j_uri) as ask:
        for at in range(0, len(on_neo4j), 100):
            assert [] == run(differences(neo4j_world, on_neo4j[at : at + 100]))[:1]
            ask("CALL db.clearQueryCaches()")  # a thousand plans fill a small heap
    report("contract, Neo4j and truth", **told(on_neo4j, started))


def test_comparison_tells_types_apart():
    """A whole number, a float, a boolean and a text of the same value are four answers."""
    assert 4 == len({exact([x]) for x in (1, 1.0, True, "1")})
