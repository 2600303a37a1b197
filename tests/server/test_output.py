"""Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import os

import pytest

from server.output import lines, whole


@pytest.fixture(params=[0o022, 0o027, 0o077], ids=oct)
def umask(request):
    """The umask for the time of a test."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_file_has_the_mode_of_the_umask(tmp_path, umask):
    """A file may be read by those that the umask says."""
    with whole(tmp_path / "file") as file:
        file.write(b"all")

    assert 0o666 & ~umask == (tmp_path / "file").stat().st_mode & 0o777


def test_interrupted_file_is_not_there(tmp_path):
    """What is interrupted leaves the file of before, and nothing beside it."""
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with contextlib.suppress(KeyboardInterrupt), lines(path) as write:
        write({"half": True})
        raise KeyboardInterrupt

    assert {path: b"before"} == {each: each.read_bytes() for each in tmp_path.iterdir()}


def test_device_is_not_replaced(tmp_path):
    """Only a file is replaced, not what else has a name."""
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(OSError, match="pipe: expected a file"), whole(tmp_path / "pipe"):
        pass
    assert (tmp_path / "pipe").is_fifo()
