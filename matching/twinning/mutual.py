"""Mutual benefit: high only where both sides learn."""

from __future__ import annotations


def harmonic(a: float, b: float) -> float:
    """Return the harmonic mean of two shares in [0, 1]: `2ab / (a + b)`, 0 where both are 0.

    >>> harmonic(0.2, 0.6), harmonic(0, 1), harmonic(0, 0)
    (0.3, 0.0, 0.0)
    """
    return 2 * a * b / (a + b) if a + b > 0 else 0.0


def euler_shares(a: float, b: float) -> tuple[float, float]:
    """Return the parts of the harmonic mean that are due to each side; they add up to it.

    The mean is homogeneous of degree one, so by Euler's theorem it is `a dH/da + b dH/db`, with
    `a dH/da = 2ab^2 / (a + b)^2`. The side that learns less has the larger share: it is what holds the mean down.

    >>> [round(share, 3) for share in euler_shares(0.2, 0.6)]
    [0.225, 0.075]
    """
    if a + b == 0:
        return 0.0, 0.0
    mean = harmonic(a, b)
    return mean * (b / (a + b)), mean * (a / (a + b))
