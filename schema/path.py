"""Paths: how two nodes hang together."""

from __future__ import annotations

from graph.model import MODEL
from resolvers.explore import EDGES, GUARD, SECONDS, PathTruncation
from resolvers.paths import FIRST, HOPS, MOST, MOST_HOPS, PATHS
from resolvers.via import HEAVIEST, key_of
from schema.computed import attribute, closed, computed, written
from schema.registry import make_input

closed(PathTruncation)


@written
class PathStep:
    """A relation that a path follows, from a node of the path to the next."""

    relation = attribute("str", "Name of the relation.")
    label = attribute("str", "Label of the relation in the graph.")
    field = attribute("str", "Field that leads from the node to the next.")
    direction = attribute("RelationDirection", "How the relation is followed.")
    edge_key = attribute("str", "Key of the edge: of several, the one with the least weight, then the first by relation and key.")
    edge = attribute("Node | None", "The edge, where it is itself a node, as a published value is.")
    alternatives = attribute("int", "Other edges between the two nodes that may be used, of those that were read.")


@written
class Path:
    """A way from one node to another on which no node comes twice."""

    length = attribute("int", "Number of its steps.")
    cost = attribute("float", "Sum of the weights of its steps; the length where no weights are given.")
    nodes = attribute("list[Node]", "Its nodes, the first is `from` and the last is `to`.")
    steps = attribute("list[PathStep]", "What leads from each node to the next.")


@written
class SkippedNode:
    """A node that was not expanded through one of its relations."""

    node = attribute("Node | None", "The node.")
    field = attribute("str", "Field it was not expanded through.")
    count = attribute("int", "How many the field leads to.")


@written
class Paths:
    """The shortest paths between two nodes."""

    nodes = attribute("list[Path]", "The paths: by cost, then length, then the kinds and codes of their nodes.")
    truncated = attribute("bool", "Whether there may be other paths within the limits asked for that belong among these.")
    reasons = attribute("list[PathTruncation]", "Why there may be others; empty where there are none.")
    skipped = attribute("list[SkippedNode]", f"Nodes with more than {GUARD} edges of a relation, which paths end at or pass by.")


def _make_via() -> None:
    """Make the input that says which relations a path may use: an optional key for each."""
    keys: dict[str, tuple[str, str]] = {}
    for relation in (each for each in MODEL.relations.values() if not each.internal):
        options = {
            "where": (f"{relation.name}Where", "Only edges for which this holds."),
            "weight": ("float", f"What a step along it costs, 0 to {HEAVIEST:.0f}; 1 where it is not given."),
            "direction": ("RelationDirection", "How a path may follow it; either way where it is not given."),
        }
        make_input(f"{relation.name}Via", f"How paths may use a relation: {relation.description}", options)
        keys[key_of(relation.name)] = (f"{relation.name}Via", relation.description)
    make_input("PathVia", "Relations a path may use: those whose keys are given.", keys)


_make_via()

ARGUMENTS = {
    "from": ("ID", "Global ID of the node a path starts at."),
    "to": ("ID", "Global ID of the node it ends at."),
    "via": ("PathVia | None", "Relations it may use; all, where this is not given."),
    "maxHops": (f"int = {HOPS}", f"Most steps of a path, 1 to {MOST_HOPS}."),
    "first": (f"int = {FIRST}", f"How many paths, 1 to {MOST}."),
}


def of_root() -> object:
    """Return the root field."""
    limits = f"at most {EDGES} edges for each hop asked for are read (and the rest of a statement), in {SECONDS:g} seconds"
    text = f"How two nodes hang together, shortest first; null where there is no such node. For this {limits}."
    return computed(PATHS, "Paths | None", text, ARGUMENTS)
