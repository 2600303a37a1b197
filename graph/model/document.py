"""Documents, and what they support."""

from graph.model.declare import End, node, prop, relation, shape
from graph.model.evaluation import Certificate, Entry, Evaluation
from graph.model.intervention import Pilot
from graph.model.project import Project, Proposal
from graph.model.scalar import Date
from graph.model.shape import Edge
from graph.model.solution import Solution
from graph.model.twin import Practice


@node(plural="documents")
class Document:
    """A file or page that something rests on."""

    code: str = prop("Code of the document.", unique=True)
    title: str = prop("Title of the document.", index=True, search=True)
    mediaType: str | None = prop("Media type, as in application/pdf.")
    url: str | None = prop("Where it can be read.", sensitivity="programme")
    sha256: str | None = prop("SHA-256 of the file.")
    date: Date | None = prop("Day it is of.", index=True)
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@shape
class Supports(Edge):
    """A document supports something."""


for kind, plural in {
    Evaluation: "evaluations",
    Entry: "entries",
    Certificate: "certificates",
    Project: "projects",
    Proposal: "proposals",
    Solution: "solutions",
    Practice: "practices",
    Pilot: "pilots",
}.items():
    relation(
        "SUPPORTS",
        source=End(Document, plural, f"{plural.capitalize()} the document supports."),
        target=End(kind, "documents", "Documents that support it."),
    )(type(f"Supports{kind.__name__}", (Supports,), {"__doc__": f"A document supports one of the {plural}."}))
