"""What of the SDL generated documents have to use: fields of kinds, edges and groups, keys of filters, orders and groups, operators."""

from __future__ import annotations

import graphql as g

from graph.model import MODEL

INPUTS = ("Where", "OrderBy", "GroupBy")


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
