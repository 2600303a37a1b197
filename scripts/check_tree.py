"""Fail on Python files too long to read, and on paths of one machine or hosts of a package registry in any file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAX_LINES = 400
# The brackets keep the patterns from matching this file.
FORBIDDEN = {
    "a path of one machine": r"(^|[^A-Za-z0-9_.~}*-])/([w]ork|[r]oot|[t]mp|[h]ome/[a-z]+|[U]sers/[A-Za-z]+)(/|[^A-Za-z0-9_-]|$)",
    "a registry's host": r"([p]ypi\.org|[p]ythonhosted\.org|[r]egistry\.npmjs|[r]epo1?\.maven|[m]aven\.org|[d]eb\.debian|[p]roxy\.golang)",
    "a registry's option": r"--([e]xtra-)?[i]ndex-url[ =]|--[f]ind-links[ =]|--[t]rusted-host[ =]",
}


def git(*arguments: str) -> list[str]:
    """Return the lines a git command prints; git grep says with status 1 that it found nothing."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.splitlines()


def long_files() -> list[str]:
    """Return the Python files above the limit."""
    files = [ROOT / name for name in git("ls-files", "--cached", "--others", "--exclude-standard", "*.py")]
    sizes = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files if file.exists()}
    return [f"{file.relative_to(ROOT)}: {size} lines, limit {MAX_LINES}" for file, size in sizes.items() if size > MAX_LINES]


def main() -> int:
    """Check the files git knows, and those not yet added."""
    found = long_files()
    for what, pattern in FORBIDDEN.items():
        found += [f"{line[:160]}  <- {what}" for line in git("grep", "--untracked", "-nIE", "-e", pattern)]
    print("\n".join(found) or "nothing found")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
