"""Financiers, the instruments they provide, and what is funded."""

import enum

from graph.model.declare import node, prop, relation
from graph.model.kinds import End
from graph.model.project import Project, ReadinessItem
from graph.model.scalar import Date, Decimal
from graph.model.shape import Described, Edge, Party, Terms


class FinancierKind(enum.Enum):
    """What sort of financier it is."""

    DEVELOPMENT_BANK = "A development bank."
    COMMERCIAL_BANK = "A commercial bank."
    FUND = "An investment or pension fund."
    PUBLIC = "A public programme."
    FOUNDATION = "A foundation."


class InstrumentKind(enum.Enum):
    """In what form money is given."""

    GRANT = "Money that is not paid back."
    LOAN = "Money paid back with interest."
    BOND = "A bond, such as a green bond."
    GUARANTEE = "A promise to pay if another does not."
    EQUITY = "A share in the project."
    TECHNICAL_ASSISTANCE = "Paid advice."


class FundingStatus(enum.Enum):
    """How far a funding is."""

    CONSIDERED = "Being looked at."
    OFFERED = "Offered."
    COMMITTED = "Signed."
    PAID = "Paid out."
    DECLINED = "Not given."


@node(plural="financiers")
class Financier(Party):
    """A bank, fund or programme that gives money to projects."""

    kind: FinancierKind | None = prop("What sort of financier it is.", index=True)


@node(plural="instruments")
class Instrument(Terms, Described):
    """A form in which a financier gives money, with its conditions."""

    kind: InstrumentKind = prop("In what form money is given.", index=True)
    requires: tuple[ReadinessItem, ...] = prop("What a project has to have ready before it may apply.")
    criteria: str | None = prop("Further conditions, in the financier's words.", search=True)
    ticketLow: Decimal | None = prop("Least that is given to one project.", index=True, least=0)
    ticketHigh: Decimal | None = prop("Most that is given to one project.", index=True, least=0)
    currency: str | None = prop("ISO 4217 code of its amounts.", index=True)
    tenorYears: float | None = prop("Years until it is paid back.", unit="years", index=True)
    rate: float | None = prop("Interest a year.", unit="%", index=True)
    deadline: Date | None = prop("Last day to apply; null where always open.", index=True)
    source: str | None = prop("Where this was read.")


@relation(
    "PROVIDES",
    source=End(Financier, "instruments", "Instruments of the financier."),
    target=End(Instrument, "financier", "The financier that provides it.", one=True),
)
class Provides(Edge):
    """A financier provides an instrument."""


@relation(
    "FUNDS",
    source=End(Instrument, "projects", "Projects funded with the instrument."),
    target=End(Project, "funding", "Instruments the project is funded with."),
)
class Funds(Edge):
    """An instrument funds a project."""

    amount: Decimal | None = prop("What is given.", index=True, least=0)
    currency: str | None = prop("ISO 4217 code of the amount.")
    status: FundingStatus = prop("How far it is.")


@node(plural="bundles")
class Bundle(Described):
    """Small projects put together so that money of a larger size can be had."""


@relation(
    "GROUPS",
    source=End(Bundle, "projects", "Projects of the bundle."),
    target=End(Project, "bundles", "Bundles the project is in."),
)
class Groups(Edge):
    """A bundle groups a project with others."""
