"""How a city's values come to be: evaluations, their entries, the questions about them, and certificates."""

import enum

from graph.model.city import City
from graph.model.declare import PAIR, node, prop, relation
from graph.model.kinds import End
from graph.model.kpi import Kpi
from graph.model.party import Expert
from graph.model.scalar import Date, DateTime
from graph.model.shape import Edge, Record
from graph.model.value import Measurement


class EvaluationStatus(enum.Enum):
    """How far an evaluation is."""

    OPEN = "The city is entering values."
    SUBMITTED = "The city has handed its values in."
    IN_VERIFICATION = "A verifier is judging them."
    VERIFIED = "All values are judged."
    PUBLISHED = "The values are published."
    STOPPED = "Given up."


class EntryStatus(enum.Enum):
    """How far one value is."""

    DRAFT = "Being entered."
    SUBMITTED = "Handed in."
    QUESTIONED = "The verifier has a question."
    VERIFIED = "Accepted by the verifier."
    REJECTED = "Not accepted by the verifier."
    NOT_REPORTED = "The city does not report it."


class QuestionStatus(enum.Enum):
    """Whether a question is settled."""

    OPEN = "Waiting for an answer."
    ANSWERED = "Answered, waiting for the verifier."
    CLOSED = "Settled."


@node(plural="evaluations")
class Evaluation(Record):
    """One round in which a city measures its KPIs and has them verified."""

    year: int = prop("Year the values describe.", unit="year", index=True)
    status: EvaluationStatus = prop("How far it is.", index=True, carried=True)
    startedOn: Date | None = prop("Day it was begun.", index=True)
    submittedOn: Date | None = prop("Day the city handed it in.", index=True)
    verifiedOn: Date | None = prop("Day all values were judged.", index=True)
    publishedOn: Date | None = prop("Day the values were published.", index=True)


@relation(
    "OF",
    source=End(Evaluation, "city", "The city that is evaluated.", one=True),
    target=End(City, "evaluations", "Evaluations of the city."),
)
class EvaluationOf(Edge):
    """An evaluation is of a city."""


@node(plural="entries")
class Entry(Measurement, Record):
    """One value of an evaluation on its way to being published."""

    status: EntryStatus = prop("How far it is.", index=True)
    changedAt: DateTime | None = prop("When it was last changed.", index=True)


@relation(
    "IN",
    source=End(Entry, "evaluation", "The evaluation the entry belongs to.", one=True),
    target=End(Evaluation, "entries", "Entries of the evaluation."),
)
class EntryIn(Edge):
    """An entry belongs to an evaluation."""


@relation(
    "FOR",
    source=End(Entry, "kpi", "The KPI the entry is for.", one=True),
    target=End(Kpi, "entries", "Entries for the KPI."),
)
class EntryFor(Edge):
    """An entry is for a KPI."""


@node(plural="questions")
class Question(Record):
    """What a verifier or a check asks about an entry."""

    text: str = prop("What is asked.")
    answer: str | None = prop("What the city answered.")
    rule: str | None = prop("Name of the check that asks, where a check does.", index=True)
    status: QuestionStatus = prop("Whether it is settled.", index=True)
    askedAt: DateTime | None = prop("When it was asked.", index=True)
    answeredAt: DateTime | None = prop("When it was answered.", index=True)


@relation(
    "ABOUT",
    source=End(Question, "entry", "The entry that is asked about.", one=True),
    target=End(Entry, "questions", "Questions about the entry."),
)
class QuestionAbout(Edge):
    """A question is about an entry."""


@relation(
    "VERIFIES",
    source=End(Expert, "verifies", "Evaluations the expert verifies."),
    target=End(Evaluation, "verifiers", "Experts who verify the evaluation."),
    identity=PAIR,
)
class Verifies(Edge):
    """An expert verifies an evaluation."""

    since: Date | None = prop("Day they were appointed.", index=True)


@node(plural="certificates")
class Certificate(Record):
    """What a city receives when its values are verified and published."""

    code: str = prop("Number of the certificate.", unique=True)
    issuedOn: Date = prop("Day it was issued.", index=True)
    validUntil: Date | None = prop("Last day it holds.", index=True)
    standard: str | None = prop("Standard it certifies against, with its edition.", index=True)
    level: str | None = prop("Level that was reached, where the standard has levels.", index=True)
    issuer: str | None = prop("Who issued it.")
    coreReported: int | None = prop("Core KPIs that were reported.", least=0)
    advancedReported: int | None = prop("Advanced KPIs that were reported.", least=0)
    url: str | None = prop("Where it can be read.")


@relation(
    "CERTIFIES",
    source=End(Certificate, "evaluation", "The evaluation it certifies.", one=True),
    target=End(Evaluation, "certificate", "The certificate of the evaluation, once issued.", one=True),
)
class Certifies(Edge):
    """A certificate certifies an evaluation."""


@relation(
    "AWARDED_TO",
    source=End(Certificate, "city", "The city that holds it.", one=True),
    target=End(City, "certificates", "Certificates the city holds."),
)
class AwardedTo(Edge):
    """A certificate is held by a city."""
