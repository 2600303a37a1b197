"""Organisations and experts: who knows and makes things."""

import enum

from graph.model.declare import PAIR, node, prop, relation
from graph.model.kinds import End
from graph.model.kpi import Kpi
from graph.model.scalar import Date, Decimal
from graph.model.shape import Edge, Party, Terms


class OrganisationKind(enum.Enum):
    """What sort of body an organisation is."""

    COMPANY = "A company."
    PUBLIC_BODY = "A city, ministry or agency."
    UNIVERSITY = "A university or research institute."
    ASSOCIATION = "An association or foundation."
    INTERNATIONAL = "An international organisation."


class SkillLevel(enum.Enum):
    """How well an expert knows a subject."""

    BASIC = "Has worked on it under guidance."
    EXPERIENCED = "Has led work on it."
    LEADING = "Is asked for it by others."


class VerifierStatus(enum.Enum):
    """How far an expert is in becoming a verifier of the programme."""

    PROVISIONAL = "May verify beside a qualified verifier."
    QUALIFIED = "May verify alone."


@node(plural="organisations")
class Organisation(Party):
    """A company, public body, university or association."""

    kind: OrganisationKind | None = prop("What sort of body it is.", index=True)
    employees: int | None = prop("People it employs.", unit="people", index=True)


@node(plural="experts")
class Expert(Terms, Party):
    """A person who advises cities, or verifies what they report."""

    verifierStatus: VerifierStatus | None = prop("Whether they may verify evaluations; null where not.", index=True)
    daysPerMonth: float | None = prop("Days a month they can give.", unit="days", index=True, sensitivity="programme")
    dayRate: Decimal | None = prop("What a day costs.", sensitivity="programme", least=0)
    currency: str | None = prop("ISO 4217 code of the day rate.", sensitivity="programme")
    availableFrom: Date | None = prop("Day from which they can give them.", index=True, sensitivity="programme")


@relation(
    "WORKS_FOR",
    source=End(Expert, "organisation", "The organisation the expert works for.", one=True),
    target=End(Organisation, "experts", "Experts who work for the organisation."),
)
class WorksFor(Edge):
    """An expert works for an organisation."""


@relation(
    "SKILLED_IN",
    source=End(Expert, "skills", "KPIs the expert can help with."),
    target=End(Kpi, "experts", "Experts who can help with the KPI."),
    identity=PAIR,
)
class SkilledIn(Edge):
    """An expert can help a city with a KPI."""

    level: SkillLevel = prop("How well they know it.")
    years: int | None = prop("Years of practice.", unit="years", index=True)
