"""The query type: the stored root fields and the computed ones."""

from __future__ import annotations

from schema import city, node, path, stored, twinning
from schema import search as searching  # a field of the class has the module's name

__all__ = ["Query", "city"]

stored.derive()


@stored.query
class Query:
    """What can be read."""

    nodes = node.nodes()
    neighbourhood = node.neighbourhood()
    paths = path.of_root()
    search = searching.of_root()
    twin_recommendations = twinning.of_root()
