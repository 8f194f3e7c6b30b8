"""What a message takes for granted: a number, a rank or a condition that the figures contradict is corrected first."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant import Assistant
from assistant.checking import Verdict, counts_persons, weigh
from assistant.claims import read_claim
from assistant.premise_clauses import without_premise
from assistant.types import Reason, Status
from index.types import Qualifier


@pytest.mark.parametrize(
    ("question", "begins", "figures"),
    [
        # numbers, of the nation too, and behind a participle
        ("Given that NCMEC received just over 1,840 child sex trafficking reports in 2023, how many missing child "
         "cases did it assist on?", "No, your ‘just over 1,840’ is not right", {18400, 28886}),
        ("Since a quarter of the kids who ran away from a social services facility were likely trafficking victims, "
         "how many runaway cases are we talking about?", "No, your ‘a quarter’ is not right", {19, 22442}),
        ("Colorado having 320 missing children cases, how many came from social services facilities?",
         "No, your ‘320’ is not right", {467, 327}),
        ("Massachusetts being the state with 70 ORR cases, how many other missing children cases did it have?",
         "No, your ‘70’ is a number of the sheet, but of something else", {16, 70}),
        ("Given the 5,759 survivors and families Team HOPE supported in New York, what is Colorado's figure?",
         "No, your ‘5,759’ is not right", {692, 132}),
        # ranks, of the place that the question names
        ("As the state with the fewest CyberTipline reports, what did Minnesota have?",
         "No, Minnesota is not lowest but second lowest of 5", {5956, 8611}),
        ("Being the state with the fewest ORR cases, how many did Connecticut have?",
         "No, Connecticut is not lowest but second lowest of 5", {9, 12}),
        ("How many missing children cases did Colorado, the state with the most ORR cases, have?",
         "No, Colorado is not highest but second highest of 5", {72, 20, 467}),
        ("Knowing that Connecticut has the fewest CVIP submissions, which state has the most?",
         "No, Connecticut is not lowest but second lowest of 5", {24, 42, 159}),
        # a rank said in passing of another measure than is asked for
        ("Minnesota, which had the fewest CyberTipline reports of the five states, had how many CVIP submissions?",
         "No, Minnesota is not lowest but second lowest of 5", {5956, 8611, 128}),
        ("How many missing children cases did Massachusetts, the state with the most CVIP submissions, have?",
         "No, Massachusetts is not highest but third highest of 5", {159, 49, 893}),
        ("In light of the 18,400 child sex trafficking reports from Minnesota, how many engagements did NCMEC have "
         "with Minnesota social service agencies?", "Your ‘18,400’ is a number of the sheet", {18400, 22}),
        # conditions on all places, on none, on one alone
        ("As all five states saw more than 50 families supported by Team HOPE, which of them had the fewest?",
         "No, this does not hold of Connecticut", {46}),
        ("Given that all five states had fewer than 60 engagements with social service agencies, which had the most?",
         "No, this does not hold of New York", {95}),
        ("Seeing that no state had fewer than 10 ORR cases, which had the lowest number?",
         "No, this holds of Minnesota", {9}),
        ("Since only New York had more than 100 families connected to mental health services, how many did Colorado "
         "have?", "No, this holds of Colorado and New York", {187, 120}),
        ("As the only state with under 100 Team HOPE families, what was Minnesota's figure?",
         "No, this holds of Connecticut and Minnesota", {46, 66}),
    ],
)  # fmt: skip
def test_what_is_wrongly_taken_for_granted_is_corrected_first(
    assistant: Assistant, question: str, begins: str, figures: set[int]
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith(begins)
    assert {Decimal(figure) for figure in figures} <= {value.value for value in answer.values}


@pytest.mark.parametrize(
    ("question", "stated", "asked"),
    [
        ("With 467 children still missing in Colorado today, how many went missing from a social services facility in "
         "2023?", 467, 327),
        ("As 105 million kids were reported to the CyberTipline in 2023, how many reports was that?",
         105000000, 36200000),
        ("With 146 long-term missing kids finally located by Team Adam in 2023, on how many critical incidents was it "
         "activated?", 146, 57),
    ],
)  # fmt: skip
def test_a_number_with_words_that_no_sheet_has_is_said_with_what_it_counts(
    assistant: Assistant, question: str, stated: int, asked: int
) -> None:
    answer = assistant.ask(question)
    assert "is a number of the sheet, but see what it counts" in answer.text.partition("\n")[0]
    assert {Decimal(stated), Decimal(asked)} <= {value.value for value in answer.values}


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("Given that NCMEC received more than 18,400 child sex trafficking reports, how many missing child cases did "
         "it assist on?", 28886),
        ("As all five states saw more than 40 families supported by Team HOPE, which of them had the fewest?", 46),
        ("As the state with the fewest CyberTipline reports, what did Connecticut have?", 5956),
        ("Given that each state had over 200 missing children cases, what was Minnesota's count?", 201),
        ("New York having 692 families in Team HOPE, how many did Colorado have?", 132),
        ("Colorado, the state with the second most CyberTipline reports, had how many ORR cases?", 20),
        ("Since 19% of the kids who ran away from a social services facility were likely trafficking victims, how many "
         "runaway cases were there?", 22442),
    ],
)  # fmt: skip
def test_what_is_rightly_taken_for_granted_needs_no_comment(assistant: Assistant, question: str, figure: int) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert not any(words in answer.text for words in ("No, ", "Not exactly", "is a number of the sheet"))
    assert Decimal(figure) in {value.value for value in answer.values}


@pytest.mark.parametrize(
    ("question", "line", "figure"),
    [
        ("Explain Massachusetts law enforcement's failure to submit anything to CVIP in 2023.",
         "No, your ‘did not submit anything’ is not right", 49),
        ("Explain Connecticut's lack of missing children cases.", "No, your ‘had no’ is not right", 291),
        ("What explains the absence of CVIP submissions from New York?", "No, your ‘were no’ is not right", 159),
        ("Explain why Minnesota submitted nothing to CVIP.", "No, your ‘submitted nothing’ is not right", 128),
    ],
)  # fmt: skip
def test_a_lack_that_is_to_be_explained_is_corrected(
    assistant: Assistant, question: str, line: str, figure: int
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.PARTIAL  # no cause is told
    assert answer.text.startswith(line)
    assert [int(value.value) for value in answer.values] == [figure]


@pytest.mark.parametrize(
    ("question", "own", "elsewhere"),
    [
        ("Nationwide there were 235 new professionals on NCMEC CONNECT in 2023; how many of them were in Minnesota?",
         91, 235),
        ("Of the 159 CVIP submissions nationwide, how many came from Colorado?", 24, 159),
        ("Of the 400 new NCMEC CONNECT professionals nationally, how many were in Colorado?", 235, None),
    ],
)  # fmt: skip
def test_a_number_stated_of_the_nation_is_not_weighed_against_a_states_figure(
    assistant: Assistant, question: str, own: int, elsewhere: int | None
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.PARTIAL
    assert {int(v.value) for v in answer.values} == {own, *([elsewhere] if elsewhere else [])}
    assert "is not right" not in answer.text
    assert "give no overall figure" in answer.text


@pytest.mark.parametrize(
    ("question", "place", "first"),
    [
        ("How come California tops your five states for CyberTipline reports to law enforcement?", "California", 40545),
        ("Is Ohio the state with the fewest missing children cases?", "Ohio", 201),
        ("How does Texas rank for CVIP submissions?", "Texas", 159),
    ],
)
def test_a_rank_asked_of_a_place_without_a_sheet_is_not_told(
    assistant: Assistant, question: str, place: str, first: int
) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.NO_SHEET_FOR_PLACE)
    assert f"I have no sheet for {place}" in answer.text
    line = answer.text.splitlines()[0]
    assert "of 5" in line
    assert f"{first:,}" in line


@pytest.mark.parametrize(
    "question",
    [
        "How many of Minnesota's 55 families connected to mental health services were also supported by Team HOPE?",
        "How many of the ORR children in New York were also reported missing from a social services facility?",
    ],
)
def test_what_two_figures_have_in_common_is_not_told(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.PARTIAL
    assert "do not say how many are in both" in answer.text


def test_a_row_of_a_table_is_what_it_has_in_common_with_its_total(assistant: Assistant) -> None:
    answer = assistant.ask("How many of Colorado's missing children cases were also ORR cases?")
    assert "in both" not in answer.text


def test_a_change_since_a_year_without_a_sheet_is_answered_for_the_year_there_is(assistant: Assistant) -> None:
    answer = assistant.ask("Since missing children cases in Massachusetts fell after 2022, what was the 2023 total?")
    assert answer.status is Status.PARTIAL
    assert "**893**" in answer.text
    assert "I have no sheet for 2022" in answer.text


def test_the_whole_of_a_percentage_is_given_where_it_is_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Since 19% of all missing child cases in 2023 involved likely sex trafficking victims, what number of cases is "
        "that 19% taken of?"
    )
    assert answer.text.startswith("No, not as it is said: your ‘19%’ is a number of the sheet, but see what it counts")
    assert Decimal(22442) in {value.value for value in answer.values}


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [("just over 1,840", Verdict.NO), ("about 14,000", Verdict.NO), ("about 18,000", Verdict.YES),
     ("about 25,000", Verdict.OPEN)],
)  # fmt: skip
def test_a_bounded_figure_refutes_what_lies_far_on_the_other_side(claim: str, verdict: Verdict) -> None:
    read = read_claim(claim)
    assert read is not None
    assert weigh(read, Decimal(18400), Qualifier.MORE_THAN) is verdict


@pytest.mark.parametrize(
    ("clause", "number", "persons"),
    [("1,840 child sex trafficking reports", "1,840", False), ("40 children were trafficked", "40", True),
     ("1 child", "1", True)],
)  # fmt: skip
def test_one_of_several_counts_no_persons(clause: str, number: str, persons: bool) -> None:
    claim = read_claim(number)
    assert claim is not None
    assert counts_persons(clause, claim) is persons


def test_who_behind_persons_begins_no_question() -> None:
    sentence = "Since a quarter of the kids who ran away were victims, how many cases were there?"
    stated: set[str] = set()
    parts = without_premise(sentence, lambda text: "victims" in text, stated)
    assert parts == ["a quarter of the kids who ran away were victims", "how many cases were there?"]
    assert stated == {parts[0]}


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("So NCMEC reviewed only 159 submissions of child sexual exploitation material in the entire US?", [159]),
        ("So there were just 95 engagements with social service agencies in the whole US?", [95]),
        ("NCMEC connected 187 survivors or families to mental health services across the country, correct?", [187]),
        ("Nationally there were just 95 engagements with social service agencies on trafficking cases. How many of"
         " these 95 were in Colorado?", [95, 40]),
    ],
)  # fmt: skip
def test_a_states_number_is_not_the_nations(assistant: Assistant, question: str, values: list[int]) -> None:
    answer = assistant.ask(question)
    assert [int(v.value) for v in answer.values] == values
    assert answer.values[0].place == "US-NY"
    assert "see what it counts [1]" in answer.text
    assert "is right" not in answer.text and "is not right" not in answer.text


def test_a_number_of_no_state_is_not_told_elsewhere(assistant: Assistant) -> None:
    answer = assistant.ask("So there were 96 engagements with social service agencies in the whole US?")
    assert not answer.values


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("The brochure says NCMEC trained 235 police officers in Colorado in 2023. Is that what the sheet says?", 235),
        ("Our flyer says 221 social workers in Massachusetts were trained by NCMEC CONNECT. Is that so?", 221),
        ("My notes say 95 engagements with New York hospitals on child sex trafficking cases. Correct?", 95),
        ("A poster claims 467 boys went missing in Colorado in 2023. True?", 467),
        ("A poster claims 480 boys went missing in Colorado in 2023. True?", None),
        ("How many of the 467 Colorado cases were boys?", None),
    ],
)
def test_a_right_number_of_something_else_is_said_with_what_it_counts(
    assistant: Assistant, question: str, value: int | None
) -> None:
    answer = assistant.ask(question)
    assert [int(v.value) for v in answer.values] == [value] * (value is not None)
    assert answer.status is (Status.NOT_FOUND if value is None else Status.PARTIAL)
    assert ("is a number of the sheet, but see what it counts [1]" in answer.text) is (value is not None)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("467 missing kids from Colorado were brought home in 2023. How many of Colorado's missing cases were from a"
         " social services facility?", 327),
        ("893 Massachusetts kids were rescued. How many of Massachusetts' missing children cases were reported by ORR?",
         16),
        ("I only care about kids who were brought home. How many missing cases did Colorado have?", None),
        ("How many of Colorado's missing cases from a facility were brought home?", None),
    ],
)  # fmt: skip
def test_an_outcome_of_a_figure_in_front_narrows_no_question_of_its_own(
    assistant: Assistant, question: str, value: int | None
) -> None:
    answer = assistant.ask(question)
    assert [int(v.value) for v in answer.values][1:] == [value] * (value is not None)
    assert (answer.status is Status.ANSWERED) is (value is not None)


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Florida and Massachusetts each had 893 missing children cases in 2023. How do the two states compare on"
         " children from social services facilities?", {"US-MA"}),
        ("Colorado and Massachusetts both had missing children cases. How do the two states compare on CyberTipline"
         " reports?", {"US-CO", "US-MA"}),
        ("Are Colorado and Massachusetts the two states with the most CyberTipline reports?",
         {"US-CO", "US-CT", "US-MA", "US-MN", "US-NY"}),
    ],
)  # fmt: skip
def test_the_two_states_are_those_named_before(assistant: Assistant, question: str, places: set[str]) -> None:
    answer = assistant.ask(question)
    assert {v.place for v in answer.values if v.place} == places
    assert ("no sheet for Florida" in answer.text) is question.startswith("Florida")


@pytest.mark.parametrize(
    ("message", "verdict", "winner"),
    [
        # submissions 24, 42, 49, 128, 159; engagements 1, 22, 38, 40, 95
        (
            "Minnesota and Connecticut tied at 42 submissions reviewed. Which state was top then?",
            "No, your ‘42’ is right for Connecticut, but not for Minnesota",
            "**New York**: highest of 5.",
        ),
        (
            "Colorado and Massachusetts both had 40 engagements. Which state was top?",
            "No, your ‘40’ is right for Colorado, but not for Massachusetts",
            "**New York**: highest of 5.",
        ),
    ],
)
def test_a_ranking_beside_a_statement_of_two_places_goes_over_all(
    assistant: Assistant, message: str, verdict: str, winner: str
) -> None:
    text = assistant.ask(message).text
    assert text.startswith(verdict)
    assert winner in text


@pytest.mark.parametrize(
    ("message", "ranked"),
    [
        # Massachusetts 807, 70, 16; Colorado 327, 120, 20
        (
            "All three parts of Massachusetts's missing children count are above 100, so which is the smallest and "
            "what is it?",
            {16, 70, 807},
        ),
        (
            "Most of Colorado's missing cases are other missing children cases; which category comes second?",
            {120, 327, 20, 467},
        ),
    ],
)
def test_a_ranking_beside_a_statement_of_rows_goes_over_the_rows(
    assistant: Assistant, message: str, ranked: set[int]
) -> None:
    answer = assistant.ask(message)
    assert {int(v.value) for v in answer.values if v.unit == "cases"} == ranked
