"""One statement of several figures: a number of each place, a rank or an order by each measure, none of the places."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    ("message", "opening"),
    [
        # a number of two places: 91 and 87 professionals, 235 in Colorado; 9,720 and 9,539 reports
        (
            "Neither Minnesota nor Connecticut reached 100 new professionals on NCMEC CONNECT. Right?",
            "Yes, your ‘reached 100’ holds of neither Minnesota nor Connecticut",
        ),
        (
            "Neither Colorado nor Massachusetts had more than 9,600 CyberTipline reports in 2023, correct?",
            "No, your ‘more than 9,600’ holds of Colorado [",
        ),
        (
            "Minnesota and Connecticut both had fewer than 100 new professionals on NCMEC CONNECT, right?",
            "Yes, your ‘fewer than 100’ is right for Minnesota and Connecticut",
        ),
        (
            "Minnesota and Colorado both had fewer than 100 new professionals on NCMEC CONNECT, right?",
            "No, your ‘fewer than 100’ is right for Minnesota, but not for Colorado",
        ),
        # 327 of 467 and 135 of 201 are more than half
        (
            "Neither Minnesota nor Colorado had more than half of its missing children from facilities, right?",
            "No, this holds of Colorado and Minnesota.",
        ),
        ("Colorado, Massachusetts and New York each had over 9,000 tips, right?", "Yes, this holds of all the places."),
        ("Colorado, Massachusetts and Minnesota each had over 9,000 tips, right?", "No, this does not hold of Minn"),
        # who is the first: New York 159, Minnesota 128; New York 40,545, Colorado 9,720
        (
            "is it true minnesota was second only to new york in CVIP submissions",
            "Yes, Minnesota is second highest of 5, after New York",
        ),
        (
            "Minnesota was second only to Colorado in CVIP submissions, right?",
            "No, Minnesota is second highest of 5, but after New York, not after Colorado",
        ),
        ("Massachusetts was second only to New York in tips, right?", "No, Massachusetts is not second highest but"),
        # a percentage in words: 3,005 of 28,886 are 10.4%, 807 of 893 are 90.4%
        (
            "Is it fair to say New York made up just over ten percent of all missing child cases NCMEC assisted with?",
            "Yes, your ‘just over ten percent’ is right",
        ),
        (
            "More than ninety-five percent of Massachusetts's missing children were from facilities. Right?",
            "No, your ‘More than ninety-five percent’ is not right",
        ),
        # 45 families in Massachusetts are the fewest
        (
            '"In each of the five states NCMEC connected at least 50 survivors or families to mental health '
            'services." ok to publish?',
            "No, this does not hold of Massachusetts.",
        ),
    ],
)
def test_several_places_have_one_verdict(assistant: Assistant, message: str, opening: str) -> None:
    answer = assistant.ask(message)
    assert answer.status == "answered"
    assert answer.text.startswith(opening)


@pytest.mark.parametrize(
    ("message", "openings"),
    [
        # Massachusetts is second of five by cases (893), third by reports (9,539)
        (
            "Massachusetts: second of the five in missing children cases, third in CyberTipline reports. Do both "
            "rankings check out?",
            ("Yes, Massachusetts is second highest of 5, counted by cases", "Yes, Massachusetts is third highest"),
        ),
        (
            "Massachusetts is third in missing children cases and second in CyberTipline reports. Right?",
            ("No, Massachusetts is not third highest but second", "No, Massachusetts is not second highest but third"),
        ),
        (
            "Minnesota is last in missing children cases and fourth in CyberTipline reports. True?",
            ("Yes, Minnesota is lowest of 5", "Yes, Minnesota is fourth highest of 5"),
        ),
        # what fails is said first
        (
            "Colorado had the fewest CVIP submissions and the most CyberTipline reports, right?",
            ("No, Colorado is not highest but second highest", "Yes, Colorado is lowest of 5"),
        ),
        # 893 and 467 cases, 9,539 and 9,720 reports
        (
            "Massachusetts is ahead of Colorado in missing children cases but behind it in CyberTipline reports. True?",
            ("Yes, Massachusetts' figure is above", "Yes, Massachusetts' figure is below"),
        ),
        (
            "Connecticut had fewer missing children cases than Minnesota and fewer CyberTipline reports. Right?",
            ("No, Connecticut's figure is above", "Yes, Connecticut's figure is below"),
        ),
        (
            "Massachusetts is not ahead of Colorado in missing children cases but behind it in CyberTipline reports. "
            "True?",
            ("No, Massachusetts' figure is indeed above", "Yes, Massachusetts' figure is below"),
        ),
        # 291 cases and 1 engagement; 467 cases and 9,720 reports
        (
            "My notes for Connecticut: fewer than 300 missing children cases, and just a single engagement with "
            "social service agencies. Both right?",
            ("Yes, your ‘fewer than 300’ is right", "Yes, your ‘just a single’ is right"),
        ),
        (
            "Colorado handled over 500 missing children cases and more than 9,000 CyberTipline reports. True?",
            ("No, your ‘over 500’ is not right", "Yes, your ‘more than 9,000’ is right"),
        ),
        (
            "Team Adam gave critical case assistance on one case in Massachusetts and on one in New York. Is this "
            "right?",
            ("Yes, your ‘on one case’ is right", "Yes, your ‘on one’ is right"),
        ),
    ],
)
def test_each_measure_is_weighed_by_what_is_said_of_it(
    assistant: Assistant, message: str, openings: tuple[str, str]
) -> None:
    answer = assistant.ask(message)
    assert answer.status == "answered"
    verdicts = [line for line in answer.text.splitlines() if line.startswith(("Yes", "No,"))]
    for line, opening in zip(verdicts, openings, strict=True):
        assert line.startswith(opening)


@pytest.mark.parametrize(
    "message",
    [
        "Neither ORR cases nor other cases reached 100 in Colorado. Right?",
        "Neither Colorado nor Connecticut had more CyberTipline reports. Right?",
    ],
)
def test_what_is_left_open_has_no_verdict(assistant: Assistant, message: str) -> None:
    answer = assistant.ask(message)
    assert not any(line.startswith(("Yes", "No,")) for line in answer.text.splitlines())


@pytest.mark.parametrize(
    ("message", "lowest"),
    [
        ("True or false: none of the five states had fewer than 200 missing children cases in 2023.", ("US-MN", 201)),
        ("No state out of the five reached 100 engagements with social service agencies. Is it so?", ("US-CT", 1)),
        ("None of the five had over 5,000 missing children cases, right?", ("US-MN", 201)),
    ],
)
def test_the_figures_of_places_of_which_none_fits_are_given(
    assistant: Assistant, message: str, lowest: tuple[str, int]
) -> None:
    answer = assistant.ask(message)
    assert answer.text.startswith("Yes, that is right: this holds of none of the places.\nThese are their figures:")
    assert len(answer.values) == 5
    assert lowest in {(v.place, v.value) for v in answer.values}


def test_or_between_those_who_are_counted_asks_nothing(assistant: Assistant) -> None:
    text = assistant.ask("At least 140 survivors or families were supported by Team HOPE in Colorado, right?").text
    assert text.startswith("No, your ‘At least 140’ is not right")
