"""A real Neo4j on this machine, for the demo and the tests: jars from Maven, loopback only, no password."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from server.bolt_probe import answers
from server.neo4j_jars import LocalNeo4jUnavailableError, available, jars

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["LocalNeo4j", "LocalNeo4jUnavailableError", "available"]

READY_SECONDS = 90  # a start takes 5 to 10 s, but 26 s were seen while both cores were busy

# Neo4j exits at once on a name it does not know, so a wrong line here is found at the first start.
SETTINGS = """server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.memory.pagecache.size=128m
dbms.security.auth_enabled=false
dbms.security.allow_csv_import_from_file_urls=false
dbms.usage_report.enabled=false
db.lock.acquisition.timeout=5s
db.transaction.timeout=30s
"""


class LocalNeo4j:
    """A Neo4j Community server: a context manager that starts it, and kills it at the end."""

    def __init__(self, home: Path | None = None) -> None:
        """Prepare a server over *home*, which it keeps; without one, over a folder removed at the end."""
        self._temporary = None if home else tempfile.TemporaryDirectory(prefix="neo4j-", ignore_cleanup_errors=True)
        self.home = home or Path(self._temporary.name if self._temporary else "")
        self.port = _free_port()
        self.uri = f"bolt://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers a query; raises `LocalNeo4jUnavailableError`."""
        lib = jars()
        for folder in ("conf", "logs"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        (self.home / "conf" / "neo4j.conf").write_text(SETTINGS.format(port=self.port))
        command = [*_tied(), "java", "-Xms128m", "-Xmx512m", "-cp", f"{lib}/*", "org.neo4j.server.CommunityEntryPoint"]
        with (self.home / "logs" / "console.log").open("wb") as log:
            self._process = subprocess.Popen(
                [*command, f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait(self._process)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + READY_SECONDS
        while process.poll() is None and time.monotonic() < until:
            if answers("127.0.0.1", self.port):
                return
            time.sleep(0.2)
        ended = process.poll() is not None
        self.kill()
        lines = (self.home / "logs" / "console.log").read_text(errors="replace").strip().splitlines()
        cause = next((line for line in lines if "Exception" in line or "ERROR" in line), lines[-1] if lines else "no output")
        raise LocalNeo4jUnavailableError(f"Neo4j {'ended' if ended else f'did not answer within {READY_SECONDS} s'}: {cause}")

    @property
    def pid(self) -> int | None:
        """The number of the server's process, None while it does not run."""
        return self._process.pid if self._process else None

    def kill(self) -> None:
        """End the server at once: a polite stop takes 10 s, and recovery from this one is sound."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Kill the server and start it over the same data and port."""
        self.kill()
        self.start()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:  # also of a signal: a server that is not there yet is not left by __exit__
            self._leave()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._leave()

    def _leave(self) -> None:
        self.kill()
        if self._temporary is not None:
            self._temporary.cleanup()


def _tied() -> list[str]:
    """Return the words that let Linux end the server with the thread that started it, even if that is killed."""
    tie = ["setpriv", "--pdeathsig", "KILL"]
    if shutil.which("setpriv") is None:
        return []
    known = subprocess.run([*tie, "true"], capture_output=True, check=False)
    return tie if known.returncode == 0 else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
