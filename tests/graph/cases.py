"""The cases of the contract: shapes with bindings and what the truth answers, and how a store is asked for them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.rules import restrict
from tests.graph.plans import Binder, Maker, Shape, empty
from tests.graph.rulesets import RULE_SETS, VALUES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.store import Statement, Store
    from tests.graph.truth import Truth


@dataclass(slots=True)
class Case:
    """A shape, its bindings, the truth's answer to each, and how many of them are not empty."""

    shape: Shape
    bindings: list[dict[str, Any]]
    answers: list[str]
    full: int


def exact(answer: Any) -> str:
    """Return an answer as a text that tells 1, 1.0 and true apart, and every float from its neighbours."""
    return repr(answer)


def cases(truth: Truth, seed: int, shapes: int, bindings: int) -> Iterator[Case]:
    """Yield cases, the rule sets in turn."""
    viewers = [truth.viewer(rules, dict(VALUES)) for rules in RULE_SETS]
    for number in range(shapes):
        rng, viewer = random.Random(f"{seed} {number}"), viewers[number % len(viewers)]
        viewer.parameters = dict(VALUES)
        shape = Maker(rng, viewer).make()
        case = Case(shape, [], [], 0)
        for _ in range(bindings):
            viewer.parameters = dict(VALUES)
            case.bindings.append(Binder(rng, viewer, shape).bind())
            answer = viewer.read(shape.read)
            case.answers.append(exact(answer))
            case.full += not empty(shape.read, answer)
        yield case


async def ask(store: Store, statement: Statement, case: Case) -> list[str]:
    """Return how a store's answers differ from the truth's."""
    found = []
    for binding, expected in zip(case.bindings, case.answers, strict=True):
        answer = exact(await store.read(statement, binding))
        if answer != expected:
            found.append(f"{case.shape.rules.name}\n{case.shape.read}\n{binding}\n{statement}\n{expected}\n{answer}")
    return found


async def differences(store: Store, contract: Sequence[Case]) -> list[str]:
    """Return all differences of a store from the truth."""
    found = []
    for case in contract:
        found += await ask(store, store.compile(restrict(case.shape.read, case.shape.rules)), case)
    return found
