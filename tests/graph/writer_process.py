"""A process that writes changes and tells each that was acknowledged; the tests kill it, or its store, meanwhile."""

from __future__ import annotations

import asyncio
import sys

from graph.connect import connect
from tests.graph.small import change, edge, node

KEYS = 4
"""Values each change states."""


def written(writer: str, number: int):
    """Return a change of a city, a KPI and values between them, some of which correct earlier ones."""
    city, kpi = f"{writer}-{number}", f"{writer}-kpi"
    values = [edge("HasValue", f"{city}-{n}", city, kpi, year=1 + number % 9999) for n in range(KEYS)]
    fixed = [edge("HasValue", f"{writer}-fixed", f"{writer}-0", kpi, year=1 + number % 9999)]
    return change(
        nodes={"City": [node("City", city)], "Kpi": [node("Kpi", kpi)]},
        edges={"HasValue": [*values, *fixed]},
        reason=city,
    )


async def main(address: str, writer: str, first: int) -> None:
    """Write until killed."""
    store = connect(address)
    print("ready", flush=True)
    for number in range(first, 10**9):
        await store.apply(written(writer, number), f"{writer}-{number}")
        print(f"{writer}-{number}", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
