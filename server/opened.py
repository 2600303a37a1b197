"""A store opened for one command, and closed after it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, TypeVar

import typer

from graph.connect import connect
from graph.store import Store
from server.app import check_model
from server.settings import read_settings

T = TypeVar("T")

StoreOption = Annotated[str | None, typer.Option("--store", help="Address of the store; default: U4SSC_STORE.")]


@asynccontextmanager
async def opened(address: str | None, *, migrated: bool = True) -> AsyncGenerator[Store]:
    """Open a store and close it; it has to be there and hold this program's model, unless it is to be migrated."""
    store = connect(address or read_settings().store, create=not migrated)
    try:
        if migrated:
            await check_model(store)
        yield store
    finally:
        await store.close()


async def within(address: str | None, work: Callable[[Store], Awaitable[T]], *, migrated: bool = True) -> T:
    """Do one thing with a store."""
    async with opened(address, migrated=migrated) as store:
        return await work(store)
