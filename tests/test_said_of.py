"""Each number that a message states is weighed against the place and the measure that it is said of."""

from __future__ import annotations

import re

import pytest

from assistant import Assistant


def test_numbers_are_paired_with_measures_in_their_order(assistant: Assistant) -> None:
    wrong = assistant.ask("Minnesota had 57 ORR cases and 9 other missing children cases, correct?")
    assert "Yes" not in wrong.text
    assert wrong.text.count("is not right") == 2
    right = assistant.ask("Minnesota had 9 ORR cases and 57 other missing children cases, correct?")
    assert right.text.count("is right") == 2


@pytest.mark.parametrize(
    ("message", "said", "not_said"),
    [
        ("692 families in NY is more than all other states combined?", "Yes, your \u2018692\u2019 is right", "No,"),
        (
            "893 missing in MA is more than CO, CT and MN together, no?",
            "Yes, your \u2018893\u2019 is right",
            "No, your",
        ),
        ("Is 3,005 in NY bigger than the 893 in MA for missing cases?", "Yes, your \u20183,005\u2019 is right", "No,"),
        ("Did Massachusetts have more than Colorado's 467 missing cases?", "893", "No,"),
        ("NY and MA together had 3,005 missing cases, right?", "No, your \u20183,005\u2019 is not right", "Yes,"),
    ],
)
def test_a_number_is_weighed_against_the_figure_that_it_is_stated_of(
    assistant: Assistant, message: str, said: str, not_said: str
) -> None:
    text = assistant.ask(message).text
    assert said in text
    assert not_said not in text


def test_numbers_in_front_of_their_places_are_each_of_its_own(assistant: Assistant) -> None:
    text = assistant.ask("confirm: 9,720 / 8,611 / 5,956 for CO, MN, CT tips").text
    assert all(f"Yes, your \u2018{number}\u2019 is right" in text for number in ("9,720", "8,611", "5,956"))
    swapped = assistant.ask("confirm: 8,611 / 9,720 / 5,956 for CO, MN, CT tips").text
    assert "No, your \u20188,611\u2019 is not right" in swapped
    assert "Yes, your \u20185,956\u2019 is right" in swapped


@pytest.mark.parametrize(
    ("statement", "verdicts"),
    [
        ("Minnesota had 135 missing and 201 from facilities, right?", "No No"),
        ("Minnesota: missing 201, facilities 135. True?", "Yes Yes"),
        ("135 of Minnesota's 201 missing children were from facilities, correct?", "Yes Yes"),
        ("New York had 4,080 missing, 3,005 of them from facilities, is it so?", "No No"),
        ("Colorado connected 132 families to therapy and supported 132 through Team HOPE?", "No Yes"),
        ("Is it true that just 9 of Minnesota's missing kids were from the refugee office?", "Yes"),
        ("Check: the CyberTipline received 36.2 million reports containing exactly 105 million files.", "Yes Not"),
        ("Minnesota had 22 engagements and Massachusetts 38, true?", "Yes Yes"),
        ("Minnesota had 38 engagements and Massachusetts 22, true?", "No No"),
        ("Minnesota and Massachusetts had 38 and 22 engagements, true?", "No No"),
        ("Massachusetts had 893 missing and 807 from facilities, Colorado 327 and 467, correct?", "Yes Yes No No"),
        ("Colorado's 467 break down as 327 facility, 120 ORR and 20 other cases, right?", "Yes Yes No No"),
        ("201 of Minnesota's 135 missing children were from facilities, correct?", "No No"),
        ("Missing children: Colorado 467, Minnesota 201; from facilities: 327 and 135. Right?", ""),
        ("Massachusetts and Connecticut, 49 and 42 submissions, make 91, right?", "Yes Yes Yes"),
        ("So 9,720 plus 5,956 tips is 15,766 for Colorado and Connecticut?", "Yes Yes No"),
    ],
)
def test_each_number_is_weighed_against_its_own_place_and_measure(
    assistant: Assistant, statement: str, verdicts: str
) -> None:
    text = assistant.ask(statement).text
    assert re.findall(r"^(Yes|No|Not)\b", text, re.MULTILINE) == verdicts.split()


@pytest.mark.parametrize(
    ("question", "corrected", "figures"),
    [
        ("How many of Minnesota's 250 missing children were from facilities?", "250", {"201", "135"}),
        ("After Minnesota's 250 missing cases, how many were reported by ORR?", "250", {"201", "9"}),
        ("What share of Connecticut's 300 cases were facility cases?", "300", {"291", "252", "86.5979"}),
        ("How many more tips than Minnesota's 8,116 did Colorado have?", "8,116", {"8611", "9720", "1109"}),
    ],
)
def test_a_wrong_number_in_passing_is_corrected_first(
    assistant: Assistant, question: str, corrected: str, figures: set[str]
) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(f"No, your \u2018{corrected}\u2019 is not right")
    assert {f"{v.value:f}" for v in answer.values} == figures


@pytest.mark.parametrize(
    "question",
    [
        "How many of Minnesota's 201 missing children were from facilities?",
        "Of the 28,886 missing child cases, how many were Colorado's?",
        "Out of 100 missing children in New York, how many are from ORR?",
        "How many of New York's 692 supported families also got mental health services?",
    ],
)
def test_a_number_that_is_right_or_not_said_of_the_place_is_not_corrected(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.values
    assert "not right" not in answer.text


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        (["Missing cases from Massachusetts?", "My neighbor says it was under a thousand. Is she right?"], "Yes"),
        (["Missing cases from New York?", "They were under 3,000, I heard."], "No"),
        (["CyberTipline reports nationwide?", "The copy says about 36 million. Can I let that stand?"], "Yes"),
    ],
)
def test_what_is_said_of_the_figure_before_is_weighed(assistant: Assistant, turns: list[str], verdict: str) -> None:
    assert assistant.ask(turns[-1], turns[:-1]).text.startswith(f"{verdict}, ")


@pytest.mark.parametrize("asks", ["Does that match?", "Any problem with that?", "Is that what your sheet shows too?"])
def test_a_question_behind_two_statements_asks_of_both(assistant: Assistant, asks: str) -> None:
    stated = "New York had 692 families supported by Team HOPE and 178 connected to mental health services."
    answer = assistant.ask(f"{stated} {asks}")
    assert {int(v.value) for v in answer.values} == {692, 187}
    assert "Yes, your ‘692’ is right" in answer.text
    assert "No, your ‘178’ is not right" in answer.text


@pytest.mark.parametrize(
    ("statement", "verdicts"),
    [
        ("Team HOPE supported 5,759 survivors and families and 692 of those were in New York", ["Yes", "Yes"]),
        ("Team HOPE supported 5,759 families overall and 600 in New York", ["Yes", "No"]),
        ("Of the 28,886 cases 476 were from Colorado", ["Yes", "No"]),
    ],
)
def test_an_overall_number_is_weighed_beside_a_states(
    assistant: Assistant, statement: str, verdicts: list[str]
) -> None:
    text = assistant.ask(f"{statement}, right?").text
    assert [line.split(",")[0] for line in text.splitlines() if line.startswith(("Yes, your", "No, your"))] == verdicts


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Is 19% of all missing kids trafficked?", "No, not as it is said: your ‘19%’ is a number of the sheet"),
        ("25% of missing children nationally were likely trafficked, right?", "No, your ‘25%’ is not right"),
        ("Is it true that 19% of the runaways from facilities were likely victims?", "Yes, your ‘19%’ is right"),
    ],
)
def test_a_percentage_is_weighed_with_what_it_is_said_to_be_one_of(
    assistant: Assistant, question: str, opening: str
) -> None:
    assert assistant.ask(question).text.startswith(opening)


@pytest.mark.parametrize(
    ("question", "verdicts"),
    [
        (
            "Massachusetts and New York each had exactly one case with Team Adam assistance, correct?",
            ["Yes, your ‘exactly one’ is right for Massachusetts and New York"],
        ),
        (
            "Minnesota and Connecticut each had 22 engagements with social service agencies, true?",
            ["No, your ‘22’ is right for Minnesota, but not for Connecticut"],
        ),
        (
            "Did both Colorado and New York have 9,720 CyberTipline reports?",
            ["No, your ‘9,720’ is right for Colorado, but not for New York"],
        ),
    ],
)
def test_a_number_of_each_place_gets_one_verdict(assistant: Assistant, question: str, verdicts: list[str]) -> None:
    assert re.findall(r"^(?:Yes|No), your[^\[\n]*(?= \[)", assistant.ask(question).text, re.MULTILINE) == verdicts


@pytest.mark.parametrize(
    ("question", "overall", "own"),
    [
        ("Massachusetts had Team Adam critical case assistance 57 times. What's the New York number?", 57, 1),
        ("Colorado has more than 18,000 NCMEC CONNECT registered users. How many new ones there?", 18000, 235),
        ("Connecticut's Team HOPE helped 5,759 families. What about Minnesota?", 5759, 66),
    ],
)
def test_an_overall_number_said_of_a_state_is_told_as_such(
    assistant: Assistant, question: str, overall: int, own: int
) -> None:
    answer = assistant.ask(question)
    assert "see what it counts" in answer.text
    assert "NCMEC overall" in answer.text
    assert {overall, own} <= {int(v.value) for v in answer.values}


def test_a_number_without_a_measure_is_the_figure_that_has_it(assistant: Assistant) -> None:
    answer = assistant.ask("The 146 cases, were they all in 2023?")
    assert [int(v.value) for v in answer.values] == [146]
    assert "No, your" not in answer.text


def test_a_number_said_of_two_places_is_weighed_for_both(assistant: Assistant) -> None:
    said = "Our intern wrote that NCMEC reviewed 49 submissions from Connecticut."
    text = assistant.ask(f"{said} I think 49 is Massachusetts. Who's right?").text
    lines = [line for line in text.split("\n") if line.startswith(("Yes", "No"))]
    assert [line.split(",")[0] for line in lines] == ["No", "Yes"]
    assert "**42** submissions" in text
