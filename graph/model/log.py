"""The log of changes: what was written, when, by whom and why."""

from graph.model.declare import node, prop
from graph.model.scalar import DateTime, Long


@node(plural="logEntries", internal=True)
class LogEntry:
    """One applied change; the entries are numbered without gaps in the order of their commits."""

    code: str = prop("The number as text, padded to 19 digits.", unique=True)
    seq: Long = prop("Number of the entry, from 1.", index=True)
    at: DateTime = prop("When it was applied.")
    actor: str = prop("Who asked for the change.")
    reason: str = prop("Why it was made.")
    requestKey: str = prop("Key under which the change was sent; a retry with it gets the first answer.", unique=True)
    requestHash: str = prop("SHA-256 of the change; another change under the same key is a conflict.")
    digest: str = prop("SHA-256 of what was written.")
    result: str = prop("Answer to the change, as JSON.")
