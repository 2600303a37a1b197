"""One who asks without a budget, by the executor of plans and by graphql-core, and answers as texts."""

from __future__ import annotations

import json

from resolvers.execute import resolve_reference, resolve_root
from resolvers.standing import alone
from resolvers.viewer import viewer
from schema.build import SCHEMA, Schema


def viewing(role, store):
    """A viewer without a budget: what a document costs is another matter."""
    made = viewer(alone(role), store)
    made.budget = 10**12
    return made


def told(result):
    """An answer with its errors as one text, keys in the order they came."""
    errors = [[e.message, e.path, (e.extensions or {}).get("code")] for e in result.errors or ()]
    return json.dumps([result.data, errors], ensure_ascii=False)


async def planned(store, role, text, variables, schema: Schema = SCHEMA):
    """The answer of the executor of plans."""
    return told(await schema.execute(text, variables, {"viewer": viewing(role, store)}))


async def core(store, role, text, variables):
    """The answer of graphql-core over our records."""
    who = viewing(role, store)
    own = {"root": resolve_root(SCHEMA.graphql, who), "reference": resolve_reference(SCHEMA.graphql, who)}
    return told(await SCHEMA.execute(text, variables, {"viewer": who, **own}))
