"""Cities: what is computed of them."""

from __future__ import annotations

from graph import model
from schema import twinning
from schema.stored import stored


@stored(model.City)
class City:
    """The computed fields of a city; `derive` adds the stored ones."""

    twin_recommendations = twinning.of_city()
