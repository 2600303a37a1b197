"""Texts that mean something in SQL, Cypher, Lucene or a regular expression, and all places of the API that take a text."""

from __future__ import annotations

import base64

import graphql as g

from schema.build import SCHEMA

TYPES = SCHEMA._schema.type_map
QUERY = TYPES["Query"].fields
OPERATED = {
    "StringOperators": ("cities", "name"),
    "TextOperators": ("cities", "gdpSource"),
    "TextListOperators": ("experts", "languages"),
}
"""Of each input of operators on texts a list and a property that take it."""
NODES = "{ nodes { __typename } }"
LONG = "a" * 190


def payloads(port):
    """The texts, by what they try; those that would fetch something ask for it at a port of ours."""
    return {
        "quote": "x' OR '1'='1",
        "second statement": "x'; DELETE FROM City; --",
        "double quote": 'x" OR ""="',
        "backtick": "x`) DETACH DELETE n //",
        "escaped backtick": "x\\u0060) DETACH DELETE n //",
        "end of a string": "x'}) DETACH DELETE n WITH 1 AS a MATCH (n {name: '",
        "parameter": "$p0 :p0 {p0} ?1",
        "union": "x' UNION SELECT sql FROM sqlite_master --",
        "attach": "x'; ATTACH DATABASE 'planted.db' AS planted; --",
        "Lucene all": "*:* OR x:*",
        "Lucene pattern": "name:/.*/",
        "Lucene fuzzy": "a~2 AND (b^9 OR [* TO *])",
        "regular expression": "(a+)+$",
        "long regular expression": f"(a|a)*{LONG}!",
        "wildcards": "%_%_%_*?*?*" * 16,
        "fetch by a file": f"x' LOAD CSV FROM 'http://127.0.0.1:{port}/x' AS line //",
        "fetch by a procedure": f"x' CALL apoc.load.json('http://127.0.0.1:{port}/x') YIELD value //",
        "line": "x\n// \r\n/* */ -- \t",
    }


def operators():
    """Places of operators: name -> (document, how a text becomes its variables)."""
    out = {}
    for name, (field, prop) in OPERATED.items():
        where = next(arg for key, arg in QUERY[field].args.items() if key == "where").type
        for op, taken in TYPES[name].fields.items():
            if g.get_named_type(taken.type).name == "String":
                listed = isinstance(g.get_nullable_type(taken.type), g.GraphQLList)
                text = f"query($w: {where}) {{ {field}(first: 5, where: $w) {NODES} }}"
                out[f"{name}.{op}"] = (text, lambda t, p=prop, o=op, many=listed: {"w": {p: {o: [t] if many else t}}})
    return out


def roots():
    """Places of codes, keys, searched texts and IDs of root fields, and of cursors."""
    out = {}
    for name, field in QUERY.items():
        required = [key for key, arg in field.args.items() if g.is_required_argument(arg)]
        for key in ("code", "key", "id", "text", "city"):
            if required == [key] or (key == "city" and key in field.args):
                more = ", first: 5" if "first" in required else ""
                text = f"query($t: {field.args[key].type}) {{ {name}({key}: $t{more}) {{ __typename }} }}"
                out[f"{name}.{key}"] = (text, lambda t: {"t": t})
    out["nodes"] = ("query($t: [ID!]!) { nodes(ids: $t) { __typename } }", lambda t: {"t": [t]})
    out["a code in an ID"] = ("query($t: ID!) { node(id: $t) { __typename } }", lambda t: {"t": coded("City", t)})
    out["a kind in an ID"] = ("query($t: ID!) { node(id: $t) { __typename } }", lambda t: {"t": coded(t, "x")})
    for way, count in (("after", "first"), ("before", "last")):
        text = f"query($t: String) {{ cities({count}: 5, {way}: $t) {NODES} }}"
        out[f"cursor {way}"] = (text, lambda t: {"t": t})
    out["search in a filter"] = (f"query($t: String) {{ cities(first: 5, where: {{search: $t}}) {NODES} }}", lambda t: {"t": t})
    return out


def names():
    """Places of enums and names, which no text may reach."""
    return {
        "order": (f"query($o: [CityOrderBy!]) {{ cities(first: 5, orderBy: $o) {NODES} }}", lambda t: {"o": [{"name": t}]}),
        "property of an order": (
            f"query($o: [CityOrderBy!]) {{ cities(first: 5, orderBy: $o) {NODES} }}",
            lambda t: {"o": [{str(t): "ASC"}]},
        ),
        "property of a filter": (
            f"query($w: CityWhere) {{ cities(first: 5, where: $w) {NODES} }}",
            lambda t: {"w": {str(t): {"eq": "x"}}},
        ),
        "operator": (f"query($w: CityWhere) {{ cities(first: 5, where: $w) {NODES} }}", lambda t: {"w": {"name": {str(t): "x"}}}),
        "kinds": ('query($k: [SearchKind!]) { search(text: "a", kinds: $k) { __typename } }', lambda t: {"k": [t]}),
        "stage": (f"query($w: CityWhere) {{ cities(first: 5, where: $w) {NODES} }}", lambda t: {"w": {"stage": {"eq": t}}}),
        "number": (f"query($w: CityWhere) {{ cities(first: 5, where: $w) {NODES} }}", lambda t: {"w": {"population": {"eq": t}}}),
        "day": (f"query($w: CallWhere) {{ calls(first: 5, where: $w) {NODES} }}", lambda t: {"w": {"deadline": {"eq": t}}}),
        "group": ("query($b: [CityGroupBy!]) { cityAggregate(groupBy: $b) { __typename } }", lambda t: {"b": [{str(t): True}]}),
    }


def coded(kind, code):
    """An ID of a kind and a code."""
    return base64.b64encode(f"{kind}:{code}".encode(errors="surrogatepass")).decode()


TEXTS = operators() | roots()
NAMES = names()
