"""`twinRecommendations`: whom cities should twin with, from inputs that all fields of a request share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from strawberry.utils.str_converters import to_camel_case

from matching.twinning import answer
from matching.twinning.answer import Excluded, Extent, InsufficientEvidence, TwinRecommendation
from matching.twinning.recommend import recommend
from resolvers.errors import bad_input
from resolvers.marks import Computed
from resolvers.stoppable import in_thread
from resolvers.twinning_inputs import CITIES_OF_A_ROW, read_inputs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matching.twinning.answer import TwinRecommendations as Found
    from resolvers.viewer import Viewer

TARGET_SET = "illustrative"
"""The target set used where none is named."""
DEFAULTS = {to_camel_case(name): number for name, number in answer.DEFAULTS.items()}
"""Of the numbers a viewer may leave out, by argument."""
MOST = 1000
"""The most cities or data points that may be listed, and the most evidence that may be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinRecommendations:
    """The recommendations of one city, with what they were computed from: the set of targets and the log's number."""

    city: str
    target_set: str
    nodes: tuple[TwinRecommendation, ...]
    insufficient_evidence: tuple[InsufficientEvidence, ...]
    insufficient_count: int
    excluded: tuple[Excluded, ...]
    excluded_count: int
    evaluated: int
    algorithm_version: str
    inputs_digest: str
    data_seq: int


async def recommend_twins(
    parents: Sequence[str | None], arguments: Mapping[str, Any], viewer: Viewer
) -> list[TwinRecommendations | None]:
    """Return the recommendations of each parent city (at the root: of the argument `city`), None for one not seen.

    One set of inputs serves all parents, and all fields of the request with the same target set. A city costs what it
    is compared with and, before the response is built, what is told of it.
    Raises a BAD_USER_INPUT refusal for arguments out of range, those of `read_inputs`, `StoreError`.
    """
    extent, target_set = _extent(arguments), arguments.get("targetSet", TARGET_SET)
    seq = await viewer.seq()
    inputs = await viewer.once(f"twinning {target_set}", seq, lambda: read_inputs(viewer, target_set, seq))
    made: list[TwinRecommendations | None] = []
    for parent in parents:
        code = arguments["city"] if parent is None else parent
        if code not in inputs.pool.entrants:
            made.append(None)
            continue
        viewer.spend(len(inputs.pool.entrants) // CITIES_OF_A_ROW)
        found = await in_thread(partial(recommend, code, inputs.pool, extent))
        viewer.spend(found.rows)
        made.append(_answer(found, target_set, inputs.seq))
    return made


def _extent(arguments: Mapping[str, Any]) -> Extent:
    numbers: dict[str, int] = {}
    for name, least in answer.LEAST.items():
        argument = to_camel_case(name)
        numbers[name] = number = arguments.get(argument, DEFAULTS.get(argument))
        if not least <= number <= MOST:
            raise bad_input(f"{argument}: found {number}, expected {least} to {MOST}")
    return Extent(**numbers)


def _answer(found: Found, target_set: str, seq: int) -> TwinRecommendations:
    return TwinRecommendations(
        city=found.city,
        target_set=target_set,
        nodes=found.nodes,
        insufficient_evidence=found.insufficient_evidence,
        insufficient_count=found.insufficient_count,
        excluded=found.excluded,
        excluded_count=found.excluded_count,
        evaluated=found.evaluated,
        algorithm_version=found.algorithm_version,
        inputs_digest=found.inputs_digest,
        data_seq=seq,
    )


def _price(arguments: Mapping[str, Any]) -> int:
    """Return what is known before anything is read: how many cities may be told of. The rest is paid as it is read."""
    return arguments["first"] + sum(arguments.get(name, DEFAULTS[name]) for name in ("firstInsufficient", "firstExcluded"))


TWIN_RECOMMENDATIONS = Computed(recommend_twins, price=_price, statements=4)
"""Statements: the log's number, the targets, one for each 500 cities, and the number again."""
