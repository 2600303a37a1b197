# ruff: noqa: D103  # a planted leak is told by its name
"""Leaks that the tests of two worlds have to find: each switches off one guard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import resolvers.paths
import resolvers.search
import resolvers.twinning
import resolvers.viewer
from graph import rules
from graph.expression import ALWAYS, Far
from graph.rules import EVERYTHING, RuleSet
from resolvers.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    Plant = Callable[[pytest.MonkeyPatch], None]

BOUNDLESS = 10**12


def all_seeing(who: Viewer) -> Viewer:
    """Return one who asks the same store under no rules."""
    return Viewer(who.store, EVERYTHING, who.values, BOUNDLESS)


def planted(patch: pytest.MonkeyPatch, leak: Plant) -> None:
    """Plant a leak where no statement made without it is found."""
    patch.setattr(resolvers.viewer, "_statements", {})
    leak(patch)


def wide(name: str) -> Plant:
    """Return the leak of a rule that is dropped: all rows of one kind or relation are seen."""

    def leak(patch: pytest.MonkeyPatch) -> None:
        real, made = resolvers.viewer.rules_of, {}

        def widened(roles: object) -> RuleSet:
            found = real(roles)
            shown = {**found.shown, name: found.shown.get(name, {})}
            return made.setdefault(found.name, RuleSet(found.name, {**found.rows, name: ALWAYS}, shown))

        patch.setattr(resolvers.viewer, "rules_of", widened)

    return leak


def row(patch):
    patch.setattr(RuleSet, "rule", lambda *_: None)


def field(patch):
    patch.setattr(RuleSet, "see", lambda _, value, *__: value)


def count_of_a_list(patch):
    real = rules._rows
    patch.setattr(
        rules, "_rows", lambda read, who: replace(m, visible=None) if (m := real(read, who)).count and not m.rows else m
    )


def count_in_a_condition(patch):
    real = RuleSet.reach

    def reach(self, e: Far, value):
        made = real(self, e, value)
        return replace(made, visible=None) if e.value is None else made

    patch.setattr(RuleSet, "reach", reach)


def sort(patch):
    real = rules._rows
    patch.setattr(rules, "_rows", lambda read, who: replace(real(read, who), order=read.order, after=read.after))


def cursor(patch):
    real = rules._rows

    def rows(read, who):
        made, keys = real(read, who), {key.value for key in read.order}
        kept = zip(read.columns, made.columns, strict=True)
        return replace(made, columns=tuple(old if old in keys else new for old, new in kept))

    patch.setattr(rules, "_rows", rows)


def group(patch):
    real = rules._groups
    patch.setattr(rules, "_groups", lambda plan, who: replace(real(plan, who), visible=None))


def path(patch):
    real = resolvers.paths.Exploration
    patch.setattr(resolvers.paths, "Exploration", lambda who, *given: real(all_seeing(who), *given))


def score(patch):
    real = resolvers.twinning.read_inputs
    patch.setattr(resolvers.twinning, "read_inputs", lambda who, *given: real(all_seeing(who), *given))


def search(patch):
    real = resolvers.search._hits
    patch.setattr(resolvers.search, "_hits", lambda plans, kinds, who, given: real(plans, kinds, all_seeing(who), given))
