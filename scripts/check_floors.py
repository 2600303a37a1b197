"""Fail when a requirement file pins a version with a published vulnerability that we know of."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path

from packaging.version import Version

REVIEWED = dt.date(2026, 11, 23)  # refresh the lists below from OSV at every release
FLOORS = {
    "strawberry-graphql": "0.327.2",  # CVE-2026-107727
    "graphql-core": "3.3.0",  # CVE-2026-75507, CVE-2026-75508
    "starlette": "1.3.1",  # CVE-2026-48710, PYSEC-2026-248, CVE-2026-54283
    "python-multipart": "0.0.32",
    "pyjwt": "2.14.0",  # CVE-2026-32597, CVE-2026-102266, CVE-2026-102267
}
UNWANTED = {
    "authlib": "signature bypass CVE-2026-96760",
    "joserfc": "empty signatures CVE-2026-102946",
    "python-jose": "unmaintained",
    "schema": "installs a package of the same name as one of ours",
    "matching": "installs a package of the same name as one of ours",
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", re.MULTILINE)


def faults(text: str) -> list[str]:
    """Return what is wrong with the pins of one requirement file."""
    found: list[str] = []
    for raw, version in PIN.findall(text):
        name = re.sub(r"[-_.]+", "-", raw).lower()
        if name in UNWANTED:
            found.append(f"{name} must be absent: {UNWANTED[name]}")
        if name in FLOORS and Version(version) < Version(FLOORS[name]):
            found.append(f"{name} {version} is below {FLOORS[name]}")
    return found if PIN.search(text) else ["no pinned version found"]


def main() -> int:
    """Check every requirement file."""
    files = sorted((Path(__file__).parent.parent / "requirements").glob("*.txt"))
    found = [f"{file.name}: {fault}" for file in files for fault in faults(file.read_text(encoding="utf-8"))]
    if not files:
        found = ["no requirement file found"]
    if (age := (dt.datetime.now(dt.UTC).date() - REVIEWED).days) > 30:
        print(f"note: the floors were last reviewed {age} days ago")
    print("\n".join(found) or f"{len(files)} requirement files, {len(FLOORS)} floors held")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
