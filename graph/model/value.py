"""Published values: what a city scored on a KPI, with the evidence for the number."""

import enum

from graph.model.city import City
from graph.model.declare import prop, relation, shape
from graph.model.kinds import End, Rule
from graph.model.kpi import Kpi
from graph.model.scalar import DateTime
from graph.model.shape import Edge


class ValueStatus(enum.Enum):
    """What is known of a value a city was asked for."""

    REPORTED = "Reported and verified in the published tables."
    REPORTED_IN_TEXT = "Stated in the running text of a publication, not in its tables."
    NOT_REPORTED = "Published as not reported: the value is null."
    NOT_VERIFIED = "Published as not verified: no value was printed."
    UNVERIFIABLE = "Reported, with a footnote that the data could not be verified."


class DataQuality(enum.Enum):
    """The six grades of data quality in the U4SSC verification manual."""

    MEASURED = "Accurate measurement."
    SURVEY = "Extrapolated from a survey of inhabitants."
    HIGHER_LEVEL = "Extrapolated from data of a higher level, such as the region."
    ESTIMATE = "Estimate on stated assumptions."
    PERSONAL_ESTIMATE = "Personal estimate."
    UNKNOWN_ORIGIN = "Unknown or untraceable."


@shape
class Measurement:
    """One value of a KPI in a year, with the evidence for the number."""

    dataPoint: str | None = prop("Data point of the KPI; null where it has just one.", group=True, among="dataPoints")
    year: int = prop("Year the value describes.", unit="year", index=True)
    value: float | None = prop("The value in its unit, yes/no as 1/0; null where there is none.")
    unit: str | None = prop("Unit as entered or published.", group=True)
    numerator: float | None = prop("What was counted, where the KPI is a share.")
    denominator: float | None = prop("What it was divided by, where the KPI is a share.")
    quality: DataQuality | None = prop("Grade of the data; null where it is not known.")
    source: str | None = prop("Where the value was read.")
    method: str | None = prop("How the value was obtained.")
    scope: str | None = prop("Area the value holds for, where that is not the city itself.")
    note: str | None = prop("Remark of the city, the publication or whoever read it.")


WITHOUT_VALUE = frozenset((ValueStatus.NOT_REPORTED.name, ValueStatus.NOT_VERIFIED.name))
"""The states in which there is no value; in the others there is one."""
VALUE_FITS = (
    Rule(
        "value",
        "NOT_CONSISTENT",
        f"nothing where the status is {' or '.join(sorted(WITHOUT_VALUE))}",
        lambda row: row["status"] not in WITHOUT_VALUE or row["value"] is None,
    ),
    Rule(
        "value",
        "NOT_CONSISTENT",
        f"a number where the status is not {' or '.join(sorted(WITHOUT_VALUE))}",
        lambda row: row["status"] in WITHOUT_VALUE or row["value"] is not None,
    ),
)


@relation(
    "HAS_VALUE",
    source=End(City, "values", "Published values of the city, one per KPI, data point and year."),
    target=End(Kpi, "values", "Published values of the KPI, one per city, data point and year."),
    history="HadValue",
    node="KpiValue",
    plural="kpiValues",
    identity=("from", "to", "dataPoint", "year"),
    rules=VALUE_FITS,
)
class HasValue(Measurement, Edge):
    """A published value of one KPI in one city and year."""

    key: str = prop("Unique key of the value: city, KPI, data point and year; kept through corrections.", unique=True)
    status: ValueStatus = prop("What is known of the value; without a number it is not reported or not verified.")
    verifier: str | None = prop("Who verified it.", sensitivity="programme")
    publishedAt: DateTime | None = prop(
        "When it was published in this graph; null while only the programme may see it.", index=True
    )
    entry: str | None = prop("Code of the entry it came from.", sensitivity="programme")


@relation(
    "HAD_VALUE",
    source=End(City, "formerValues", "Values of the city that a correction has replaced."),
    target=End(Kpi, "formerValues", "Values of the KPI that a correction has replaced."),
    node="KpiValue",
    rules=VALUE_FITS,
)
class HadValue(HasValue):
    """A published value as it stood before a correction; its key is the value's key, `@` and the revision."""

    revision: int = prop("Number of the revision, from 1.", index=True, least=1)
    supersededAt: DateTime = prop("When a correction replaced it.")
