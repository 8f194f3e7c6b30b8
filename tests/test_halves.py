"""Claims of two halves, of which each is weighed; distances of one; multiples and parts of the overall figures."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    ("message", "verdicts"),
    [
        # cases: Colorado 467, Connecticut 291, Massachusetts 893, Minnesota 201, New York 3,005
        # CVIP submissions in this order: 24, 42, 49, 128, 159; families of Team HOPE: 132, 46, 131, 66, 692
        (
            "Minnesota had fewer missing children cases than Connecticut but more than three times as many CVIP"
            " submissions. Do both halves hold?",
            ["Yes, Minnesota's figure is below", "Yes, your ‘more than three times’"],
        ),
        (
            "Please confirm that Minnesota is ahead of Massachusetts on CVIP submissions and on families connected to"
            " mental health services, yet behind it on trafficking engagements.",
            [
                "Yes, Minnesota's figure is above",
                "Yes, Minnesota's figure is above",
                "Yes, Minnesota's figure is below",
            ],
        ),
        (
            "True that Connecticut had more families connected to mental health services than Massachusetts, even"
            " though it had more Team HOPE families?",
            ["Yes, Connecticut's figure is above", "No, Connecticut's figure is below"],
        ),
        (
            "Check: Massachusetts had the fewest families connected to mental health services of the five states"
            " although it had the most missing children cases.",
            ["Yes, Massachusetts is lowest", "No, Massachusetts is not highest but second highest"],
        ),
        (
            "New York exceeds the other four states combined on Team HOPE families, and also on families connected to"
            " mental health services. Do both claims hold?",
            ["Yes, New York's figure is above", "No, New York's figure is below"],
        ),
        (
            "Did Colorado have more than 400 missing children cases but fewer than 20 ORR cases?",
            ["Yes, your ‘more than 400’", "No, your ‘fewer than 20’"],
        ),
        (
            "Minnesota had more CVIP submissions than Connecticut, but Connecticut had more missing children cases."
            " Is that right?",
            ["Yes, Minnesota's figure is above", "Yes, Connecticut's figure is above"],
        ),
        (
            "Colorado had twice as many Team HOPE families as Minnesota, yet more CVIP submissions. Correct?",
            ["Yes, your ‘twice’", "No, Colorado's figure is below"],
        ),
        # one claim, of two ranks or of one measure, is weighed at once
        (
            "Connecticut has the fewest tips and the fewest missing cases, right?",
            ["No, Connecticut is not lowest", "Yes, Connecticut is lowest"],
        ),
        ("Did Colorado have more families supported by Team HOPE than Massachusetts?", ["Yes, Colorado's figure is"]),
        # what asks for more is no claim alone
        ("Which states had more missing children cases than Colorado but fewer CVIP submissions?", []),
    ],
)
def test_each_half_of_a_claim_is_weighed(assistant: Assistant, message: str, verdicts: list[str]) -> None:
    lines = [line for line in assistant.ask(message).text.split("\n") if line.startswith(("Yes", "No"))]
    assert len(lines) == len(verdicts)
    assert all(line.startswith(said) for line, said in zip(lines, verdicts, strict=True))


@pytest.mark.parametrize(
    ("message", "opening"),
    [
        # Team HOPE: Colorado 132, Massachusetts 131, Minnesota 66; ORR: Connecticut 12, Minnesota 9
        ("Colorado beat Massachusetts by a single family when it comes to Team HOPE support. Is that correct?", "Yes,"),
        ("Colorado beat Massachusetts by one family on Team HOPE support. Is that correct?", "Yes, your ‘by one’"),
        ("Colorado beat Minnesota by one family on Team HOPE support. Is that correct?", "No, your ‘by one’"),
        ("Colorado had one more Team HOPE family than Massachusetts. Correct?", "Yes, your ‘one more’"),
        ("Minnesota had one fewer ORR case than Connecticut, right?", "No, your ‘one fewer’"),
        # mental health services: Colorado 120, Minnesota 55, so 118.2% more; cases: 201 are 30.9% below 291
        (
            "Is it right that Colorado's number of families connected to mental health services is more than 100%"
            " higher than Minnesota's?",
            "Yes, your ‘more than 100% higher’",
        ),
        (
            "Is it right that Colorado's number of families connected to mental health services is more than 200%"
            " above Minnesota's?",
            "No, your ‘more than 200% above’",
        ),
        ("Is Minnesota's number of missing children cases more than 30% lower than Connecticut's?", "Yes, your"),
        # overall: 146 long-term cases, 57 critical incidents
        (
            "Team Adam assisted on more than twice as many long-term missing children cases as it was activated on"
            " critical incidents, overall in 2023. True?",
            "Yes, your ‘more than twice’",
        ),
        (
            "Overall Team Adam had more than twice as many critical incidents as long-term missing cases. True?",
            "No, your ‘more than twice’",
        ),
        # 22,442 of 28,886 are 77.7%; 1,067 of 5,759 are 18.5%
        (
            "Did more than three quarters of NCMEC's 28,886 missing child cases involve children who had run away from"
            " a social services facility?",
            "Yes, your ‘more than three quarters’",
        ),
        (
            "Fewer than a tenth of NCMEC's missing child cases were of children who had run away from a social"
            " services facility, correct?",
            "No, your ‘Fewer than a tenth’",
        ),
        (
            "Fewer than one in five of the survivors and families Team HOPE supported in 2023 were in the five states."
            " Does that hold?",
            "Yes, your ‘Fewer than one in five’",
        ),
        (
            "Is it true that more than a quarter of the survivors and families Team HOPE supported were in the five"
            " states?",
            "No, your ‘more than a quarter’",
        ),
    ],
)
def test_distances_multiples_and_parts_in_words(assistant: Assistant, message: str, opening: str) -> None:
    assert assistant.ask(message).text.lstrip("- ").startswith(opening)
