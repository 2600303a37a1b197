"""Nodes of any kind by their global IDs, and what one node is related to."""

from __future__ import annotations

import enum

from resolvers.neighbourhood import NEIGHBOURHOOD
from resolvers.node import MOST, NODES
from schema.computed import attribute, closed, computed, written


@closed
class RelationDirection(enum.Enum):
    """How a relation is followed."""

    OUT = "From its source to its target, as its name reads."
    IN = "From its target to its source."
    BOTH = "Either way."


@written
class RelationCount:
    """A relation field of a node, and how many it leads to."""

    field = attribute("str", "Field of the node's type that leads along the relation.")
    relation = attribute("str", "Name of the relation.")
    label = attribute("str", "Label of the relation in the graph, which relations between other kinds may share.")
    direction = attribute("RelationDirection", "How the relation is followed from the node.")
    kind = attribute("str", "Kind of what it leads to.")
    to_one = attribute("bool", "Whether it leads to at most one.")
    description = attribute("str", "What it leads to.")
    count = attribute("int", "How many it leads to.")


@written
class Neighbourhood:
    """A node and its relations, counted before any of them is read."""

    node = attribute("Node | None", "The node.")
    relations = attribute(
        "list[RelationCount]", "Its relation fields, those that lead nowhere included; an edge that is a node has none."
    )


def nodes() -> object:
    """Return the root field of nodes by their IDs."""
    text = "Nodes of any kind by their global IDs, in their order, null where there is none."
    return computed(NODES, "list[Node | None] | None", text, {"ids": ("list[ID]", f"Their global IDs, at most {MOST}.")})


def neighbourhood() -> object:
    """Return the root field of a node's neighbourhood."""
    text = "What a node is related to, counted; null where there is no such node."
    return computed(NEIGHBOURHOOD, "Neighbourhood | None", text, {"id": ("ID", "Its global ID.")})
