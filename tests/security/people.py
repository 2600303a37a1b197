"""A small graph with principals in it, for tests of who asks."""

from __future__ import annotations

from graph.change import Change, Edge
from graph.connect import connect
from graph.model import MODEL
from graph.rows import edge, row
from server.members import Membering, read_target
from server.moment import now

CITY = {"name": "A", "countryCode": "NOR", "published": True, "synthetic": True}
NODES = {
    "Country": [{"code": "NOR", "name": "Norway"}],
    "Region": [{"code": "NO-15", "name": "Møre og Romsdal"}],
    "City": [*({"code": f"NO-{name}", **CITY} for name in "abc"), {"code": "NO-new", **CITY, "published": False}],
    "Hub": [{"code": "hub", "name": "Hub", "synthetic": True}],
    "Lab": [{"code": "lab", "name": "Lab", "synthetic": True}],
}

EDGES = {"CityInRegion": ("NO-c", "NO-15"), "HubServesCity": ("hub", "NO-b"), "HubServesCountry": ("hub", "NOR")}


async def opened(path):
    """A migrated store in a file with cities and no principals."""
    return await filled(f"sqlite:///{path}")


async def filled(address):
    """The same at an address."""
    store = connect(address)
    await store.migrate()
    nodes = {kind: [row(MODEL.kinds[kind], each) for each in rows] for kind, rows in NODES.items()}
    edges = {name: [Edge(*ends, edge(MODEL.relations[name], *ends, {"key": f"{name}:x"}))] for name, ends in EDGES.items()}
    await store.apply(Change(actor="test", reason="test", at=now(), nodes=nodes, edges=edges), "people")
    return store


async def add(store, subject, role, target=None):
    """Give somebody a role."""
    return await Membering(store, "test").add(subject, role, target and read_target(target))


async def remove(store, subject, role, target=None):
    """Take a role from somebody."""
    return await Membering(store, "test").remove(subject, role, target and read_target(target))


async def enable(store, subject, *, enabled):
    """Let somebody sign in, or no longer."""
    return await Membering(store, "test").enable(subject, enabled=enabled)
