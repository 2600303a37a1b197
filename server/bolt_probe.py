"""Does a Neo4j without password answer a query? Asked over a plain socket, because only graph.cypher uses the driver."""

from __future__ import annotations

import contextlib
import socket
import struct

HANDSHAKE = bytes.fromhex("6060B017") + bytes([0, 0, 0, 5]) + bytes(12)  # Bolt 5.0 and nothing else
SUCCESS, RECORD = 0x70, 0x71


def answers(host: str, port: int, timeout: float = 5) -> bool:
    """Return whether `RETURN 1` gets its record: the port of a starting server opens before its database does."""
    with contextlib.suppress(OSError, struct.error), socket.create_connection((host, port), timeout) as link:
        link.sendall(HANDSHAKE)
        if _exactly(link, 4) != bytes([0, 0, 0, 5]):
            return False
        agent, scheme = _text("user_agent") + _text("u4ssc-probe/1"), _text("scheme") + _text("none")
        _send(link, b"\xb1\x01\xa2" + agent + scheme)  # HELLO
        if _receive(link) != SUCCESS:
            return False
        _send(link, b"\xb3\x10" + _text("RETURN 1") + b"\xa0\xa0")  # RUN
        _send(link, b"\xb1\x3f\xa1" + _text("n") + b"\xff")  # PULL all
        return _receive(link) == SUCCESS and _receive(link) == RECORD
    return False


def _text(text: str) -> bytes:
    """Return a PackStream string of fewer than 16 characters."""
    return bytes([0x80 + len(text)]) + text.encode()


def _send(link: socket.socket, message: bytes) -> None:
    link.sendall(struct.pack(">H", len(message)) + message + b"\0\0")


def _receive(link: socket.socket) -> int:
    """Return the tag of the next message."""
    message = b""
    while size := struct.unpack(">H", _exactly(link, 2))[0]:
        message += _exactly(link, size)
    return message[1] if len(message) > 1 else -1


def _exactly(link: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := link.recv(size - len(data))):
        data += more
    return data
