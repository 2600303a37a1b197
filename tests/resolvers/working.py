"""Work that takes long, unless it is stopped."""

from __future__ import annotations

import time

from resolvers.stoppable import StoppedError


def run_until_stopped(check, stopped):
    """Work for five seconds, or until the check says stop."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            check()
        except StoppedError:
            stopped.set()
            raise
