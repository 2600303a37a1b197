"""The world is of one day: what has happened lies before it, what is planned after it, and each status says so too."""

from __future__ import annotations

import collections
import re

import pytest

from graph.model import ProjectStage, ProjectStatus
from server.world.chance import days, stream
from server.world.today import TODAY

DAY = re.compile(r"\d{4}-\d\d-\d\d(T|$)")
MAY_COME = {"startDate", "endDate", "opens", "closes", "deadline", "validUntil", "availableFrom"}
"""Properties that may be of days to come; all others tell of something that happened."""
PLANNED = {
    "Project": {"DRAFT", "OPEN"},
    "TwinPair": {"PROPOSED", "ACCEPTED"},
    "Cohort": {"PLANNED"},
    "Transfer": {"PLANNED"},
}
"""States of what is yet to start."""


def test_nothing_has_happened_after_today(found):
    """No day on which something was published, issued, asked, stated or made lies after the world's today."""
    told = collections.defaultdict(list)
    for name, rows in found.rows.items():
        for row in rows:
            for key, value in row.items():
                if key not in MAY_COME and isinstance(value, str) and DAY.match(value):
                    told[f"{name}.{key}"].append(value[:10])
    late = {where: max(each) for where, each in told.items() if max(each) > TODAY}

    assert {} == late
    assert {"HasValue.publishedAt", "Evaluation.publishedOn", "Certificate.issuedOn", "Question.askedAt"} <= set(told)


def test_status_of_a_project_fits_its_stage(found):
    """What is done is in operation, what looks for help or money is not being built yet, a concept is not being carried out."""
    stages = list(ProjectStage.__members__)
    seen = collections.defaultdict(set)
    for row in found["Project"]:
        seen[row["status"]].add(row["stage"])

    assert {"OPERATION"} == seen["DONE"]
    assert seen["DRAFT"] <= set(stages[:2])
    assert seen["OPEN"] <= set(stages[: stages.index("CONSTRUCTION")])
    assert "CONCEPT" not in seen["IN_PROGRESS"]
    assert (set(ProjectStatus.__members__), set(stages)) == (set(seen), set.union(*seen.values()))


def test_days_of_a_project_fit_its_status(found):
    """A project that is done or given up has ended, one that is carried out ends after today, and none ends before it starts."""
    ended, going, order = [], [], []
    for row in found["Project"]:
        if "endDate" in row:
            (ended if row["status"] in {"DONE", "STOPPED"} else going).append(row["endDate"])
            order.append((row.get("startDate", row["endDate"]), row["endDate"]))

    assert max(ended) <= TODAY < min(going)
    assert [] == [pair for pair in order if pair[0] > pair[1]]


@pytest.mark.parametrize("kind", PLANNED)
def test_only_what_is_planned_is_yet_to_start(found, kind):
    """What is planned starts today or later, all else has started."""
    starts = collections.defaultdict(list)
    for row in found[kind]:
        if "startDate" in row:
            starts[row["status"] in PLANNED[kind]].append(row["startDate"])

    assert max(starts[False]) < TODAY <= min(starts[True])


def test_calls_close_as_their_status_says(found):
    """The deadline of a call that is closed or awarded has passed, that of an open one has not, and it opened before."""
    closes = collections.defaultdict(list)
    for row in found["Call"]:
        if "closes" in row:
            closes[row["status"]].append(row["closes"])

    assert max(*closes["CLOSED"], *closes["AWARDED"]) < TODAY <= min(closes["OPEN"])
    assert [] == [row for row in found["Call"] if row["opens"] > row.get("closes", TODAY) or row["opens"] > TODAY]


def test_proposals_are_sent_while_their_call_is_open(found):
    """A proposal is sent between the days its call opens and closes; one that is being written has not been sent."""
    calls = {row["code"]: row for row in found["Call"]}
    to = {row["from"]: calls[row["to"]] for row in found["ProposalTo"]}
    sent = [(row.get("submittedOn"), row["status"], to[row["code"]]) for row in found["Proposal"]]

    assert {(True, "DRAFT")} == {(day is None, status) for day, status, _ in sent if day is None or status == "DRAFT"}
    assert [] == [day for day, _, call in sent if day and not call["opens"] <= day <= call.get("closes", TODAY)]


def test_days_of_a_round_follow_each_other(found):
    """A round is begun, handed in, judged and published in this order, its values on the day it is."""
    passed = ("startedOn", "submittedOn", "verifiedOn", "publishedOn")
    days_of = {row["code"]: [row[name] for name in passed if name in row] for row in found["Evaluation"]}
    published = {row["code"]: row["publishedOn"] for row in found["Evaluation"] if "publishedOn" in row}
    values = {(f"EVA-{row['from']}-{row['year']}", row["publishedAt"][:10]) for row in found["HasValue"]}

    assert [] == [code for code, each in days_of.items() if each != sorted(each)]
    assert set(published.items()) == values


def test_days_between_a_day_and_itself():
    """Where no day lies between, the first is drawn."""
    drawn = days(stream(1, "days"), 2, ["2026-01-01", "2026-01-01"], ["2026-01-01", "2026-01-02"])

    assert ["2026-01-01", "2026-01-01"] == drawn
