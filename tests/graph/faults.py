"""Faults that are planted into a copy of a module of `graph`, to see whether the contract finds them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

Fault = tuple[str, str, str]
"""A module, a piece of its text, and what stands there instead."""

RULES, SQL, CYPHER = "graph.rules", "graph.sql.compile", "graph.cypher.compile"
SQL_KEYSET, SQL_VALUES = "graph.sql.keyset", "graph.sql.expression"
KEYSET, LABEL, VALUES = "graph.cypher.keyset", "graph.cypher.label", "graph.cypher.expression"

IN_RULES: dict[str, Fault] = {
    "rule skipped in a reach": (RULES, "where=inner, visible=rules.rule(target, c.step))", "where=inner)"),
    "rule skipped in a count": (
        RULES,
        "where=where, visible=self.rule(target, e.step))",
        "where=where)",
    ),
    "rule skipped in a list": (RULES, "visible=rules.rule(read.kind, read.step),", "visible=None,"),
    "rule of the edge skipped": (RULES, "both(own, _on_edge(self.rows.get(step.relation, NEVER)))", "both(own)"),
    "rules of the ends skipped": (RULES, "both(own, *self._ends(kind))", "both(own)"),
    "kind without a rule shown": (RULES, "own = self.rows.get(kind, NEVER)", "own = self.rows.get(kind, ALWAYS)"),
    "hidden property shown": (RULES, "else rules.express(c, read.kind, read.step) for c", "else c for c"),
    "hidden property filtered": (
        RULES,
        "return replace(c, value=value) if not hidden(value) else ALWAYS",
        "return c if True else ALWAYS",
    ),
    "hidden property not null": (RULES, '("null", "ne", "notIn")', '("ne", "notIn")'),
    "hidden property searched": (RULES, "searched if value.prop == FOLDED.name", "searched[:0] if value.prop == FOLDED.name"),
    "hidden property sorted": (
        RULES,
        "order=tuple(read.order[i] if i == end else seen[i] for i in kept)",
        "order=tuple(read.order[i] for i in kept)",
    ),
    "property of some rows shown on all": (
        RULES,
        "return NEVER if NEVER in rules else both(*dict.fromkeys(rules))",
        "return NEVER if NEVER in rules else None",
    ),
    "property of some edges shown on all": (RULES, "visible=rule and _on_edge(rule))", "visible=None)"),
    "rule of an edge dropped where it follows a relation": (RULES, "return replace(c, edge=True)", "return ALWAYS"),
    "hidden property of what is related sorted": (
        RULES,
        "None if e.value is None else self.express(e.value, far(e.step), e.step)",
        "e.value",
    ),
}
IN_SQL: dict[str, Fault] = {
    "DESC ignored": (SQL_KEYSET, "{' DESC' if key.descending else ''}", ""),
    "nulls flag dropped": (SQL_KEYSET, "f\" NULLS {'FIRST' if key.nulls_first else 'LAST'}\"", '""'),
    "gte as gt": (SQL_VALUES, '"gte": "{x} >= {p}"', '"gte": "{x} > {p}"'),
    "ne fails on null": (SQL_VALUES, "({x} <> {p} OR {x} IS NULL)", "{x} <> {p}"),
    "notIn fails on null": (
        SQL_VALUES,
        "({x} IS NULL OR {x} NOT IN (SELECT value FROM json_each({p})))",
        "{x} NOT IN (SELECT value FROM json_each({p}))",
    ),
    "empty list taken for a null": (SQL_VALUES, "json_array_length({x}) = 0", "{x} IS NULL"),
    "tie of the keyset lost": (SQL_KEYSET, 'out = later if out == "0" and at == len(order) - 1 else', "out = later if True else"),
    "nulls after the cursor lost": (SQL_KEYSET, 'later = f"({later} OR {x} IS NULL)"', "pass"),
    "not without coalesce": (
        SQL,
        'return f"NOT coalesce({self.condition(part, i)}, 0)"',
        'return f"NOT ({self.condition(part, i)})"',
    ),
    "all without coalesce": (SQL, 'f"NOT coalesce({inner[0]}, 0)"', 'f"NOT ({inner[0]})"'),
    "count without where": (
        SQL,
        "(SELECT count(*) FROM {tables}{where(keep)})",
        "(SELECT count(*) FROM {tables}{where(keep[:1])})",
    ),
    "one row too few": (SQL, ":{read.limit.name} + 1", ":{read.limit.name}"),
    "symmetric relation one way": (SQL, "(r{i}.from_pk = {at}.pk OR r{i}.to_pk = {at}.pk)", "r{i}.from_pk = {at}.pk"),
    "search for whole words only": (SQL_VALUES, """'"*', ' '""", """'"', ' '"""),
    "search within words": (SQL_VALUES, "instr(' ' || {x}, ' ' || value)", "instr({x}, value)"),
    "nothing searched found": (SQL_VALUES, "({x} IS NOT NULL AND NOT EXISTS", "(NOT EXISTS"),
    "ends of an edge swapped": (SQL, '"source": "from_pk", "target": "to_pk"', '"source": "to_pk", "target": "from_pk"'),
    "search for any of the words": (
        SQL_VALUES,
        "NOT EXISTS (SELECT 1 FROM json_each({p}) WHERE instr(' ' || {x}, ' ' || value) = 0)",
        "EXISTS (SELECT 1 FROM json_each({p}) WHERE instr(' ' || {x}, ' ' || value) > 0)",
    ),
    "condition on what is counted dropped": (SQL, "for c in (e.where, e.visible) if c)]", "for c in (e.visible,) if c)]"),
    "distance to the other end of the world": (SQL_VALUES, "sin(radians({lat} - {a}) / 2)", "sin(radians({lat} + {a}) / 2)"),
    "boolean as a number": (SQL_VALUES, "if prop.type is bool:", "if False:"),
}
IN_CYPHER: dict[str, Fault] = {
    "DESC ignored": (KEYSET, '(" DESC" if key.descending else "")', '""'),
    "nulls flag dropped": (KEYSET, "if not never_null(key.value) and key.nulls_first != key.descending:", "if False:"),
    "gte as gt": (VALUES, '"gte": "{x} >= {p}"', '"gte": "{x} > {p}"'),
    "ne fails on null": (VALUES, "({x} <> {p} OR {x} IS NULL)", "{x} <> {p}"),
    "empty list taken for a null": (VALUES, "size({x}) = 0", "{x} IS NULL"),
    "tie of the keyset lost": (KEYSET, 'out = later if out == "false" else', "out = later if True else"),
    "nulls after the cursor lost": (KEYSET, "return [known] if nulls_first else [known, unknown]", "return [known]"),
    "nulls at the wrong end": (KEYSET, "return [unknown, known] if nulls_first else [known, unknown]", "return [known, unknown]"),
    "not without coalesce": (
        CYPHER,
        'return f"NOT coalesce({self.condition(part, i)}, false)"',
        'return f"NOT ({self.condition(part, i)})"',
    ),
    "all without coalesce": (CYPHER, 'f"NOT coalesce({inner[0]}, false)"', 'f"NOT ({inner[0]})"'),
    "count without where": (CYPHER, "COUNT {{ {start}{where([*keep, *rule])}{end} }}", "COUNT {{ {start}{end} }}"),
    "condition on what is counted dropped": (CYPHER, "for c in (e.where, e.visible) if c]", "for c in (e.visible,) if c]"),
    "rule after the order dropped": (CYPHER, 'f"{where(rule)} WITH {names}{limit}")', 'f" WITH {names}{limit}")'),
    "rule after the page is full": (CYPHER, 'f"{where(rule)} WITH {names}{limit}")', 'f"{limit}{where(rule)}")'),
    "alternatives of a rule dropped": (
        KEYSET,
        "THEN true ELSE {write(Logic('or', tuple(tests)))} END",
        "THEN true ELSE false END",
    ),
    "rule of what is reached dropped": (CYPHER, "seen = [self.condition(c.visible, i)] if c.visible else []", "seen = []"),
    "label of the far node always dropped": (LABEL, "for ends in starts) == 1", "for ends in starts) >= 1"),
    "search for whole words only": (CYPHER, "word + '*')", "word)"),
    "search within words": (VALUES, "' ' + {x} CONTAINS ' ' + word", "{x} CONTAINS word"),
    "ends of an edge swapped": (CYPHER, 'if step.way == "source" else', 'if step.way == "target" else'),
    "property of some nodes null on all": (CYPHER, '"null" if rule == NEVER else', '"null" if rule else'),
    "symmetric relation one way": (CYPHER, '"both": ("-", "-")', '"both": ("-", "->")'),
}


def planted(fault: Fault, entry: str) -> ModuleType:
    """Return a copy of the module *entry* in which the fault works; the modules in use stay as they are."""
    name, old, new = fault
    saved = {each: sys.modules[each] for each in (name, entry)}
    try:
        for each in dict.fromkeys((name, entry)):
            sys.modules[each] = made = ModuleType(each)
            text = Path(importlib.util.find_spec(each).origin if each not in saved else saved[each].__file__).read_text("utf-8")
            if each == name:
                assert 1 == text.count(old), f"{name} has no longer: {old}"
                text = text.replace(old, new)
            exec(compile(text, each, "exec"), made.__dict__)  # noqa: S102  # our own text
    finally:
        sys.modules.update(saved)
    return made
