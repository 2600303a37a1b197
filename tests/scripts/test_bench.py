"""What benchmarks ask for is answered: one that measures refusals would be seen only where it is run."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.read import GROWN, GROWTH, growth_cases, rounds
from benchmarks.stores import Bench, part, world

CITIES = 15


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """The embedded store with a small world, as growth is measured on it."""
    folder = tmp_path_factory.mktemp("bench")
    with asyncio.Runner() as run:
        made = Bench("sqlite", f"sqlite:///{folder}/graph.db", run)
        made.fill(part(world(folder, CITIES, 3), GROWN))
        yield made
        made.close()


def test_reads_of_growth_are_answered(bench, capsys):
    """Each has a time, and none was refused."""
    took = rounds([bench], growth_cases(bench, CITIES), 1)

    assert (GROWTH.keys(), "") == (took.keys(), capsys.readouterr().err)
    assert all(len(times) == 1 for (times,) in took.values())


def test_far_page_is_as_full_as_the_first(bench):
    """The cursor of the far page leads to a page, not to the end."""
    cases = growth_cases(bench, CITIES)
    pages = [bench.ask(*cases[name])["cities"]["nodes"] for name in ("page", "page 5 000")]

    assert [10, 10] == [len(page) for page in pages]
    assert pages[0] != pages[1]
