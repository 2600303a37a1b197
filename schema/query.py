"""The query type: the stored root fields and the computed ones."""

from __future__ import annotations

from schema import stored

stored.derive()


@stored.roots
class Query:
    """What can be read."""
