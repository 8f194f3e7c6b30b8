"""Ranks in every measure at once."""

import pytest

from assistant import Assistant
from assistant.types import Operation, Status


def _ranks(assistant: Assistant, question: str) -> dict[str, str]:
    values = assistant.ask(question).values
    return {str(v.indicator): (v.formula or "").split()[1] for v in values if v.operation is Operation.RANK}


def test_a_place_has_its_rank_in_each_measure(assistant: Assistant) -> None:
    ranks = _ranks(assistant, "Where does Colorado rank on all measures?")
    assert ranks["cybertipline_reports_to_law_enforcement"] == "2"  # behind New York's 40,545
    assert ranks["cvip_submissions_reviewed"] == "5"  # 24, all others have more
    assert ranks["missing_reported_by_hhs_orr"] == "2"  # 72, 20, 16, 12, 9
    assert "team_adam_critical_case_assistance" not in ranks


def test_measures_in_which_a_place_is_last(assistant: Assistant) -> None:
    assert _ranks(assistant, "In which measures is Connecticut the lowest?").keys() == {
        "cybertipline_reports_to_law_enforcement",  # 5,956
        "other_missing_children_cases",  # 27
        "sex_trafficking_engagements",  # 1
        "team_hope_families_supported",  # 46
        "ncmec_connect_new_professionals",  # 87
    }


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("NY has the most of everything, doesn't it?", "Yes, in every measure"),
        ("Is New York the highest on every measure?", "Yes, in every measure"),
        ("Does Connecticut have the fewest of everything?", "No, not in every measure"),
    ],
)
def test_a_rank_that_is_said_of_every_measure_gets_a_verdict(assistant: Assistant, question: str, verdict: str) -> None:
    assert assistant.ask(question).text.startswith(verdict)


def test_the_first_place_of_each_measure(assistant: Assistant) -> None:
    answer = assistant.ask("Which state has the least of everything?")
    assert answer.status is Status.ANSWERED
    lowest = {v.indicator: v.place for v in answer.values}
    assert lowest["missing_children_cases"] == "US-MN"
    assert lowest["families_connected_to_mental_health_services"] == "US-MA"
