"""A folder of files, one per kind or relation, that appears under its name only when it is whole."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from server.world.row import Made


class Folder:
    """Files being written, one for each name that a row has come for."""

    def __init__(self, path: Path) -> None:
        """Write into *path*, which is there."""
        self.path = path
        self.counts: Counter[str] = Counter()
        self._files: dict[str, BinaryIO] = {}

    def write(self, rows: Iterable[Made]) -> None:
        """Append each row to the NDJSON file of its kind or relation."""
        for name, row in rows:
            file = self._files.get(name) or self._opened(name)
            file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
            self.counts[name] += 1

    def lines(self, name: str, objects: Iterable[dict[str, Any]]) -> None:
        """Write one JSON object per line to a file that is not loaded."""
        with (self.path / name).open("wb") as file:
            file.writelines(orjson.dumps(each, option=orjson.OPT_APPEND_NEWLINE) for each in objects)

    def take_over(self, file: Path) -> None:
        """Copy a CSV file as it stands."""
        shutil.copyfile(file, self.path / file.name)
        with file.open("rb") as lines:
            self.counts[file.stem] = sum(1 for _ in lines) - 1

    def close(self) -> None:
        """Close all files."""
        for file in self._files.values():
            file.close()

    def _opened(self, name: str) -> BinaryIO:
        self._files[name] = (self.path / f"{name}.ndjson").open("wb", buffering=1 << 16)
        return self._files[name]


@contextmanager
def folder(path: Path) -> Generator[Folder]:
    """Write a folder under another name and rename it at the end; what is interrupted leaves nothing under the name.

    Raises `FileExistsError` where something else is there already.
    """
    path = path.absolute()
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError(f"{path}: expected a new or empty folder, so that no file of another world is loaded with this one")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{path.name}-unfinished-", dir=path.parent))
    made = Folder(unfinished)
    try:
        yield made
        made.close()
        if path.exists():
            path.rmdir()
        unfinished.chmod(0o755)
        unfinished.rename(path)
    except BaseException:
        made.close()
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
