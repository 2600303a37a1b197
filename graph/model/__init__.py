"""What the graph holds. This package imports nothing of ours outside itself."""

from graph.model.city import City, CityInCountry, CityInRegion, TwinnedWith
from graph.model.country import Country
from graph.model.declare import MODEL, Direction, End, Follow, Kind, Model, Prop, RelationKind
from graph.model.goal import Goal, Measures
from graph.model.kpi import Improvement, Kpi, KpiLevel
from graph.model.log import LogEntry
from graph.model.region import Region, RegionInCountry
from graph.model.scalar import DateTime, Long, Scalar, is_choice, scalar
from graph.model.target import Sets, TargetBasis, TargetSet
from graph.model.value import DataQuality, HadValue, HasValue, ValueStatus

VERSION = 1
"""Version of the model: a store of an older one is migrated forward, one of a newer one is refused."""

__all__ = [
    "MODEL",
    "VERSION",
    "City",
    "CityInCountry",
    "CityInRegion",
    "Country",
    "DataQuality",
    "DateTime",
    "Direction",
    "End",
    "Follow",
    "Goal",
    "HadValue",
    "HasValue",
    "Improvement",
    "Kind",
    "Kpi",
    "KpiLevel",
    "LogEntry",
    "Long",
    "Measures",
    "Model",
    "Prop",
    "Region",
    "RegionInCountry",
    "RelationKind",
    "Scalar",
    "Sets",
    "TargetBasis",
    "TargetSet",
    "TwinnedWith",
    "ValueStatus",
    "is_choice",
    "scalar",
]
