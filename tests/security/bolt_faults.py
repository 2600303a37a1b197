"""A Bolt 5.4 server that a test tells to cut, hang, fail or be slow at any message, and that counts what it was asked.

It keeps a log of changes, so that a change is applied, numbered and known again by its key; every read finds `found`, or what
that makes of its parameters.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
import threading
from collections import Counter
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from neo4j._codec.packstream.v1 import Packer, Unpacker  # the driver's own: there is no public one

from graph.cypher.limit import LIMIT
from graph.cypher.migrate import FOUND
from graph.cypher.store import ENTRIES, KNOWN, NEWEST, NUMBERED, VERSIONS
from graph.model import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = "HELLO GOODBYE RESET RUN BEGIN COMMIT ROLLBACK DISCARD PULL TELEMETRY LOGON LOGOFF"
MESSAGES = dict(zip(bytes.fromhex("01 02 0f 10 11 12 13 2f 3f 54 6a 6b"), NAMES.split(), strict=True))
SUCCESS, RECORD, IGNORED, FAILURE = b"\x70", b"\x71", b"\x7e", b"\x7f"
WELCOME = {"server": "Neo4j/5.26.0", "connection_id": "bolt-1", "hints": {"telemetry.enabled": True}}
UNREADABLE = {
    "garbage": "b1 55 a0",
    "number": "b1 70 01",
    "nothing": "b0 70",
    "lists": "b1 70 91 91 91 90",
    "text": "b1 70 a1 81 ff 01",
    "end": "b1 70 a1",
    "list": "90",
}
"""Messages no driver can read: of no kind; a success told by a number, nothing, lists, what is no UTF-8, half a map; a list."""
GARBLED = {
    name: struct.pack(">H", len(sent)) + sent + b"\0\0"
    for name, sent in zip(UNREADABLE, map(bytes.fromhex, UNREADABLE.values()), strict=True)
}
GARBLED["half"] = b"\x00\x03\xb1\x70"
OLD, SPOKEN = bytes([0, 0, 0, 5]), bytes([0, 0, 4, 5])


@dataclass
class Fault:
    """What happens at a message: `how` is cut, hang, one of GARBLED, a number of seconds, or the code of a failure.

    Half is an answer that stops in its midst, the others of GARBLED are no messages of Bolt.
    It comes before the message is acted on or, with `after`, between that and its answer, and not at the first `spared`
    messages of that name; HANDSHAKE is a message here, and ANY is each.
    """

    at: str
    how: str | float
    after: bool = False
    times: float = 1
    spared: int = 0


class FailureError(Exception):
    """A message is answered by a failure with this code."""


class Link:
    """One connection."""

    def __init__(self, server: BoltServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.inbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.gone = asyncio.Event()
        self.known, self.acting, self.failed, self.open = False, False, False, False
        self.records: list[Any] | None = None
        self.written: dict[str, Any] | None = None

    @property
    def idle(self) -> bool:
        """Whether nobody waits for an answer and no transaction is open."""
        return self.known and self.records is None and self.inbox.empty() and not (self.acting or self.failed or self.open)

    async def serve(self) -> None:
        """Answer until one side ends it."""
        offered = await self.reader.readexactly(20)
        reading = asyncio.create_task(self._read())
        try:
            await self._meet("HANDSHAKE", after=False)
            self.writer.write(self.server.handshake or (OLD if offered[4:8] == OLD else SPOKEN))
            await self._meet("HANDSHAKE", after=True)
            while message := await self.inbox.get():
                self.acting = True
                await self._answer(*unpacked(message))
                self.acting = False
        finally:
            reading.cancel()

    async def _read(self) -> None:
        """Read on while a message is worked at, so that a client that has gone is noticed."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                message = b""
                while size := int.from_bytes(await self.reader.readexactly(2)):
                    message += await self.reader.readexactly(size)
                if message:
                    self.inbox.put_nowait(message)
        self.gone.set()
        self.inbox.put_nowait(None)

    async def _answer(self, name: str, fields: list[Any]) -> None:
        self.server.seen[name] += 1
        if self.failed and name not in {"RESET", "GOODBYE"}:
            return self._send(IGNORED)
        try:
            await self._meet(name, after=False)
            replies = self._act(name, fields)
            await self._meet(name, after=True)
        except FailureError as failure:
            self._act("RESET", [])
            self.failed = True
            replies = [(FAILURE, {"code": str(failure), "message": "as told"})]
        for reply in replies:
            self._send(*reply)
        await self.writer.drain()
        return None

    async def _meet(self, at: str, *, after: bool) -> None:
        """Suffer the fault that is due here, if any."""
        how = self.server.due(at, after=after)
        if how == "hang":
            await self.gone.wait()
        if how in {"cut", "hang"}:
            raise ConnectionAbortedError
        if how in GARBLED:
            self.writer.write(GARBLED[str(how)])
            await self.gone.wait()
            raise ConnectionAbortedError
        if isinstance(how, str):
            raise FailureError(how)
        if how:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.gone.wait(), how)

    def _act(self, name: str, fields: list[Any]) -> list[tuple[bytes, Any]]:
        """Do what a message asks for, and return the answers."""
        if name == "GOODBYE":
            raise ConnectionAbortedError
        if name == "RUN":
            return self._run(*fields)
        if name in {"PULL", "DISCARD"}:
            found, self.records = self.records or [], None
            shown = found if name == "PULL" else []
            return [*((RECORD, [record]) for record in shown), (SUCCESS, {"bookmark": "b", "type": "r"})]
        if name == "COMMIT" and self.written:
            self.server.log[self.written["requestKey"]] = self.written
        if name == "BEGIN":
            self.server.timeouts.append((name, fields[0].get("tx_timeout")))
        if name in {"BEGIN", "COMMIT", "ROLLBACK", "RESET"}:
            self.open, self.failed, self.records, self.written = name == "BEGIN", False, None, None
        self.known = self.known or name == "LOGON"
        return [(SUCCESS, WELCOME if name == "HELLO" else {})]

    def _run(self, statement: str, parameters: dict[str, Any], extra: dict[str, Any]) -> list[tuple[bytes, Any]]:
        if not self.open:  # in a transaction the limit is the one it began with
            self.server.timeouts.append((statement, extra.get("tx_timeout")))
        if statement == NUMBERED:
            self.written = {**parameters["row"], "seq": len(self.server.log) + 1}
        self.records = self.server.records(statement, parameters)
        return [(SUCCESS, {"fields": ["v"], **({"qid": 0} if self.open else {})})]

    def _send(self, tag: bytes, *fields: Any) -> None:
        buffer = Packer.new_packable_buffer()
        Packer(buffer).pack_struct(tag, fields)
        self.writer.write(struct.pack(">H", len(buffer.data)) + buffer.data + b"\0\0")


def unpacked(message: bytes) -> tuple[str, list[Any]]:
    """Return a message's name and fields."""
    buffer = Unpacker.new_unpackable_buffer()
    buffer.data, buffer.used = bytearray(message), len(message)
    unpacker = Unpacker(buffer)
    size, tag = unpacker.unpack_structure_header()
    return MESSAGES[tag[0]], [unpacker.unpack() for _ in range(size)]


class BoltServer:
    """The server: in a thread with a loop of its own, on a port of its own that it keeps when it starts again."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.log: dict[str, dict[str, Any]] = {}
        self.found: list[Any] | Callable[[dict[str, Any]], list[Any]] = [["found"]]
        self.limit: list[str] = ["30s"]
        self.handshake = b""
        self.seen: Counter[str] = Counter()
        self.timeouts: list[tuple[str, int | None]] = []
        self.links: set[Link] = set()
        self.opened = self.most = self.port = 0
        self.broken: list[Exception] = []
        self._listening: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.start()

    @property
    def uri(self) -> str:
        """The address for a driver."""
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def busy(self) -> int:
        """Connections that wait for an answer or have a transaction open."""
        return sum(not link.idle for link in list(self.links))

    def plan(self, at: str, how: str | float, **more: Any) -> None:
        """Let something happen at the next message of a name, or as a `Fault` says."""
        self.faults.append(Fault(at, how, **more))

    def always(self, at: str, how: str | float) -> None:
        """Let something happen at every message of a name."""
        self.plan(at, how, times=inf)

    def due(self, at: str, *, after: bool) -> str | float:
        """Return what happens now; nothing is 0 seconds."""
        for fault in self.faults:
            if fault.at in {at, "ANY"} and fault.after is after and fault.times > 0:
                fault.spared -= 1
                if fault.spared < 0:
                    fault.times -= 1
                    return fault.how
        return 0.0

    def records(self, statement: str, parameters: dict[str, Any]) -> list[Any]:
        """Return the values a statement finds."""
        if statement == KNOWN:
            return [self.log[key] for key in (parameters["key"],) if key in self.log]
        if statement == NUMBERED:
            return [len(self.log) + 1]
        if statement == ENTRIES:
            return [entry for entry in self.log.values() if entry["seq"] > parameters["after"]]
        told = {NEWEST: [len(self.log)], FOUND: [VERSION], VERSIONS: ["5.26.0"], LIMIT: self.limit}
        if statement in told:
            return told[statement]
        return self.found(parameters) if callable(self.found) else self.found

    def start(self) -> None:
        """Listen."""
        self._listening = self._wait_for(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self.port = self._listening.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """End all connections and refuse new ones, as a server does that is killed."""
        self._wait_for(self._stop())

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        self._wait_for(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait_for(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    async def _stop(self) -> None:
        if self._listening:
            self._listening.close()
        while self.links:
            for link in self.links:
                link.writer.transport.abort()
            await asyncio.sleep(0.001)

    async def _end(self) -> None:
        """End what came in while we stopped."""
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = Link(self, reader, writer)
        self.links.add(link)
        self.opened, self.most = self.opened + 1, max(self.most, len(self.links))
        try:
            await link.serve()
        except (OSError, asyncio.IncompleteReadError):
            pass
        except Exception as error:  # noqa: BLE001  # a test looks for these: an answer that is missing looks like a fault
            self.broken.append(error)
        finally:
            self.links.discard(link)
            writer.transport.abort()
