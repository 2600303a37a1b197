"""A database that is served in production ends what runs away by itself, also for those who ask it past this program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping


class NoTransactionLimitError(StoreError):
    """The database lets a transaction run for ever, or does not say whether it does."""


def check_transaction_limit(health: Mapping[str, Any]) -> None:
    """Refuse, by what a store's `health` says, one that ends no transaction by itself; raises `NoTransactionLimitError`.

    One that does not say is refused as well. A store inside this process has nobody else to serve, and is not asked.
    """
    limit = health.get("transaction_limit", 1)
    if limit is None:
        raise NoTransactionLimitError(
            "the database does not show its setting db.transaction.timeout: grant SHOW SETTING on it to the user of this program"
        )
    if limit == 0:
        raise NoTransactionLimitError(
            "the database lets a transaction run for ever: set its db.transaction.timeout, for example to 30s"
        )
