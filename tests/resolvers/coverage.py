"""What of the SDL generated documents have to use: fields of kinds, edges and groups, keys of filters, orders and groups, operators."""

from __future__ import annotations

import graphql as g

from graph.model import MODEL
from tests.resolvers.documents import ROOTS

INPUTS = ("Where", "OrderBy", "GroupBy")
OFTEN = 20
"""How often documents of the full tier use each name."""

DEEP = 7
"""How far below a root field its types are looked for: a list, its nodes, their lists, and the filters of the edges of those."""
NEARER = 4
"""How many times as much a name counts for a root field as one that stands a level deeper below it."""


class Lacking:
    """What documents have used less than often, and the root field below which most of it is; what only `paths` takes is left to it."""

    def __init__(self, schema):
        types = {name: _types(schema.query_type.fields[name]) for name in ROOTS}
        owners = {name: owner for name in wanted(schema) if any((owner := name.partition(".")[0]) in of for of in types.values())}
        self.names = set(owners)
        self._above = {
            name: {root: NEARER ** (DEEP - of[owner]) for root, of in types.items() if owner in of}
            for name, owner in owners.items()
        }

    def of(self, used):
        """The names that are used less than often."""
        return sorted(name for name in self.names if used[name] < OFTEN)

    def helped(self, before, after):
        """Whether a name that was used less than often was used more."""
        return any(before[name] < OFTEN and before[name] < after[name] for name in self.names)

    def root(self, rng, used):
        """A root field, those that lack more being likelier; a name counts for each use that is missing, the nearer the more."""
        weights = dict.fromkeys(ROOTS, 1)
        for name, roots in self._above.items():
            lack = OFTEN - used[name]
            if lack > 0:
                for root, near in roots.items():
                    weights[root] += near * lack
        return rng.choices(list(weights), weights=list(weights.values()))[0]


def _types(field):
    """The types of a root field and how far below it they are: of its arguments and theirs, of what is told, of lists below that."""
    found, left = {}, [(field, 0)]
    while left:
        each, depth = left.pop(0)
        of = g.get_named_type(each.type)
        below = [*getattr(each, "args", {}).values(), *getattr(of, "fields", {}).values()]
        if of.name not in found and depth < DEEP:
            found[of.name] = depth
            left += [(b, depth + 1) for b in below]
    return found


def wanted(schema):
    """The names `Type.field` of all that is derived from a property or a relation field; what every list has alike is left out."""
    kinds = {k.typename for k in MODEL.kinds.values() if not k.internal} | {"KpiValue"}
    owners = kinds | {r.name for r in MODEL.relations.values() if not r.internal}
    out = set()
    for name, of in schema.type_map.items():
        if isinstance(of, (g.GraphQLObjectType, g.GraphQLInputObjectType)) and not name.startswith("__"):
            out |= {f"{name}.{field}" for field in of.fields if _counts(name, field, kinds, owners)}
    return out


def _counts(name, field, kinds, owners):
    if name in kinds:
        return field != "twinRecommendations"
    if name.endswith("Operators") or name.removesuffix("Group") in kinds:
        return True
    if name.endswith("Edge"):
        return field not in ("cursor", "node")
    return any(name.endswith(end) and name.removesuffix(end) in owners for end in INPUTS)
