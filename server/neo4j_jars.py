"""Neo4j Community as jars: what it needs here, and the folder Maven fetched it to."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

VERSION = "5.26.30"
FETCH_SECONDS = 900

POM = f"""<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>neo4j-jars</artifactId><version>{VERSION}</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version></dependency>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{VERSION}</version></dependency>
  </dependencies>
</project>
"""


class LocalNeo4jUnavailableError(Exception):
    """No Neo4j can be started here; the message says what is missing."""


def available() -> str | None:
    """Return why no Neo4j can be started here, or None if nothing is known to be missing."""
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            return f"no {tool} found (Neo4j needs Java 17 or newer, and Maven to fetch it)"
    shown = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', shown)
    if found is None or int(found[1]) < 17:
        return f"Neo4j needs Java 17 or newer, found {found[1] if found else 'none that starts'}"
    return None


def jars() -> Path:
    """Return the folder of Neo4j's jars, fetched once per version; raises `LocalNeo4jUnavailableError`."""
    if reason := available():
        raise LocalNeo4jUnavailableError(reason)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "u4ssc-graph" / f"neo4j-{VERSION}"
    if not (cache / "lib").is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as work:
            _fetch(Path(work))
            try:
                (Path(work) / "lib").rename(cache / "lib")
            except OSError:  # another process may have been faster
                if not (cache / "lib").is_dir():
                    raise
    return cache / "lib"


def _fetch(work: Path) -> None:
    (work / "pom.xml").write_text(POM)
    command = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=lib"]
    try:
        done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False, timeout=FETCH_SECONDS)
    except subprocess.TimeoutExpired:
        raise LocalNeo4jUnavailableError(f"Maven did not fetch Neo4j within {FETCH_SECONDS} s") from None
    if done.returncode:
        raise LocalNeo4jUnavailableError("Maven could not fetch Neo4j: " + " | ".join(done.stdout.strip().splitlines()[:2]))
