"""Documents, and what they support."""

from graph.model.city import City
from graph.model.declare import node, prop, relation, shape
from graph.model.evaluation import Certificate, Entry, Evaluation, Question
from graph.model.finance import Instrument
from graph.model.kinds import End
from graph.model.pilot import Pilot
from graph.model.practice import Practice, Transfer
from graph.model.project import Call, Project, Proposal
from graph.model.scalar import Date
from graph.model.shape import Edge, Published
from graph.model.solution import Solution
from graph.model.target import TargetSet


@node(plural="documents")
class Document(Published):
    """A file or page that something rests on."""

    title: str = prop("Title of the document.", index=True, search=True)
    mediaType: str | None = prop("Media type, as in application/pdf.")
    url: str | None = prop("Where it can be read.")
    sha256: str | None = prop("SHA-256 of the file.")
    date: Date | None = prop("Day it is of.", index=True)


@shape
class Supports(Edge):
    """A document supports something."""


for kind, plural in {
    City: "cities",
    Evaluation: "evaluations",
    Entry: "entries",
    Question: "questions",
    Certificate: "certificates",
    TargetSet: "targetSets",
    Project: "projects",
    Call: "calls",
    Proposal: "proposals",
    Instrument: "instruments",
    Solution: "solutions",
    Practice: "practices",
    Transfer: "transfers",
    Pilot: "pilots",
}.items():
    relation(
        "SUPPORTS",
        source=End(Document, plural, f"Of the {plural}, those the document supports."),
        target=End(kind, "documents", "Documents that support it."),
    )(type(f"Supports{kind.__name__}", (Supports,), {"__doc__": f"A document supports one of the {plural}."}))
