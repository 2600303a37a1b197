"""Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

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


def test_replaced_file_keeps_its_mode(tmp_path):
    """A file that only its owner may read is not opened to others by what is written to it, not even while it is written."""
    path = tmp_path / "file"
    path.touch(0o600)
    with whole(path) as file:
        modes = {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
        file.write(b"all")

    assert ({0o600}, 0o600, b"all") == (modes, path.stat().st_mode & 0o777, path.read_bytes())


def test_link_leads_to_the_new_file(tmp_path):
    """What is written to a link is written to the file it leads to, there or not yet."""
    (tmp_path / "folder").mkdir()
    for name in ("there", "new"):
        (tmp_path / name).symlink_to(tmp_path / "folder" / name)
    (tmp_path / "folder" / "there").write_bytes(b"before")
    for name in ("there", "new"):
        with whole(tmp_path / name) as file:
            file.write(b"all")

    assert [True, True] == [(tmp_path / name).is_symlink() for name in ("there", "new")]
    assert {"there": b"all", "new": b"all"} == {each.name: each.read_bytes() for each in (tmp_path / "folder").iterdir()}


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


def test_open_pipe_under_a_name_is_no_file():
    """A pipe that a shell names, as `/dev/stdout`, is told to be no file."""
    ends = os.pipe()
    try:
        with pytest.raises(OSError, match="expected a file"), whole(Path(f"/dev/fd/{ends[1]}")):
            pass
    finally:
        for end in ends:
            os.close(end)
