"""What is asked to be told by yes or no: of two measures of a place, and of what the turns before gave."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Operation, Status


def _verdicts(text: str) -> list[str]:
    return [line.split(",")[0] for line in text.split("\n") if line.startswith(("Yes, ", "No, "))]


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        # Massachusetts: 131 by Team HOPE, 45 mental health; Connecticut: 46 and 52; New York: 159 CVIP, 95 engagements
        ("Did Massachusetts have more families supported by Team HOPE than linked to mental health services?", "Yes"),
        ("Does Connecticut have fewer Team HOPE families than families connected to mental health services?", "Yes"),
        ("Massachusetts had fewer Team HOPE families than mental health ones, correct?", "No"),
        ("Massachusetts had more Team HOPE families than mental health families, didn't it?", "Yes"),
        ("Massachusetts didn't have more Team HOPE families than mental health families, right?", "No"),
        ("Does New York have more CVIP submissions than it has engagements?", "Yes"),
        # Minnesota: 9 ORR cases, 57 other ones, 22 engagements
        ("Didn't Minnesota have more ORR cases than other missing cases?", "No"),
        ("Do ORR cases outnumber engagements in Minnesota?", "No"),
    ],
)
def test_two_measures_of_a_place_are_set_against_each_other(assistant: Assistant, question: str, verdict: str) -> None:
    assert _verdicts(assistant.ask(question).text) == [verdict]


@pytest.mark.parametrize(
    "question",
    [
        "Which is higher in Massachusetts, Team HOPE or mental health?",
        "How many more families did Team HOPE support in Massachusetts than were linked to mental health services?",
        "Did Massachusetts have more Team HOPE families or more mental health ones?",
    ],
)
def test_what_asks_which_or_how_many_more_gets_no_verdict(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert not _verdicts(answer.text)


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        # engagements: 95 in New York, 40, 1, 38 and 22 in the others; reports: 9,720 of 64,651 less Colorado's
        (["Is New York's CyberTipline number more than all the rest together?", "And for engagements?"], "No"),
        (["Is New York's CyberTipline number more than all the rest together?", "And Colorado's?"], "No"),
        (["Did Colorado have more missing children cases than Minnesota?", "And engagements?"], "Yes"),
        (["Did Massachusetts have more engagements than Colorado?", "What about Team HOPE families?"], "No"),
        (["Was Connecticut lowest in engagements?", "And in CVIP?"], "No"),
        (["Was Connecticut lowest in engagements?", "And Minnesota?"], "No"),
        (["Did New York have more than 500 Team HOPE families?", "And Colorado?"], "No"),
        (["Does Massachusetts have more Team HOPE than mental health families?", "And Connecticut?"], "No"),
        (["Are over half of Minnesota's missing cases from facilities?", "And Colorado's?"], "Yes"),
    ],
)
def test_a_yes_or_no_question_is_asked_again_of_what_is_named(
    assistant: Assistant, turns: list[str], verdict: str
) -> None:
    assert _verdicts(assistant.ask(turns[-1], turns[:-1]).text) == [verdict]


@pytest.mark.parametrize(
    ("turns", "figures"),
    [
        # a number goes on to no other measure, and one that is told exactly to no other place
        (["Did New York have more than 500 Team HOPE families?", "And CVIP submissions?"], {159}),
        (["Is it true that Minnesota had 201 missing children cases?", "And Colorado?"], {467}),
        (["Did Colorado have more missing children cases than Minnesota?", "How many engagements in each?"], {40, 22}),
        (["Did Colorado have more missing children cases than Minnesota?", "What is Colorado's CVIP number?"], {24}),
    ],
)
def test_what_asks_for_a_figure_is_no_question_asked_again(
    assistant: Assistant, turns: list[str], figures: set[int]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert {int(v.value) for v in answer.values if v.operation is Operation.LOOKUP} == figures
    assert not _verdicts(answer.text)


def test_a_yes_or_no_question_of_another_year_is_not_answered_of_this_one(assistant: Assistant) -> None:
    answer = assistant.ask("And in 2022?", ["Did Connecticut have fewer engagements than Minnesota?"])
    assert answer.status is Status.NOT_FOUND
    assert not _verdicts(answer.text)


@pytest.mark.parametrize(
    ("turns", "verdicts"),
    [
        (["Team HOPE and mental health for Massachusetts?", "131 and 45, correct?"], ["Yes", "Yes"]),
        (["Team HOPE and mental health for Massachusetts?", "So 131 and 54?"], ["Yes", "No"]),
        (["Team HOPE families in Colorado and New York?", "132 and 629, right?"], ["Yes", "No"]),
        (["How many engagements in Minnesota?", "And Colorado?", "So 22 and 40, right?"], ["Yes", "Yes"]),
        # which of them is said of which is not told
        (["Team HOPE and mental health for Massachusetts?", "45 and 131, right?"], []),
    ],
)
def test_numbers_read_back_are_weighed_in_the_order_of_the_figures(
    assistant: Assistant, turns: list[str], verdicts: list[str]
) -> None:
    assert _verdicts(assistant.ask(turns[-1], turns[:-1]).text) == verdicts


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        (["Break down the New York missing children cases.",
          "The three rows of New York don't add up to 3,005. Do they?"], "No"),
        (["Break down the missing children cases in Connecticut.", "The three don't add up to 201. Do they?"], "Yes"),
        (["Break down the missing children cases in Minnesota.", "The rows add up to 201. Don't they?"], "Yes"),
        # 135 of 201 are 67.2 percent
        (["Minnesota missing children, and those from facilities?", "that's what, about 67 percent?"], "Yes"),
        (["Minnesota missing children, and those from facilities?", "that's over two thirds, no?"], "Yes"),
        (["Minnesota missing children, and those from facilities?", "so it's like what, 50%?"], "No"),
        # engagements: 38 in Massachusetts, 40 in Colorado; cases: 201 in Minnesota, 467 in Colorado
        (["How many engagements in Massachusetts?", "Did Colorado have more than twice that?"], "No"),
        (["How many missing children cases in Minnesota?", "Is Colorado's more than double that?"], "Yes"),
    ],
)  # fmt: skip
def test_what_is_said_of_the_figures_before_is_weighed(assistant: Assistant, turns: list[str], verdict: str) -> None:
    assert _verdicts(assistant.ask(turns[-1], turns[:-1]).text) == [verdict]


@pytest.mark.parametrize(
    "question",
    ["What is double that?", "Is double that more than Minnesota's?", "Did Minnesota have twice that or more?"],
)
def test_what_is_not_of_the_sheets_is_not_reckoned_with(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, ["How many CVIP submissions in Connecticut?"])
    assert answer.status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("turns", "verdicts"),
    [
        # Team HOPE: 132 in Colorado, 131 in Massachusetts; critical case assistance: 1 in Massachusetts and New York
        (["Was the Team HOPE number for Colorado really the same as the one for Massachusetts?"], ["No"]),
        (["Is Colorado's Team HOPE count equal to that of Massachusetts?"], ["No"]),
        (["Colorado and Massachusetts have the same Team HOPE figure, don't they?"], ["No"]),
        (["Team HOPE in Colorado and Massachusetts?", "Did they tie?"], ["No"]),
        (["Team HOPE and mental health for Massachusetts?", "Are they equal?"], ["No"]),
        (["Did Massachusetts and New York have the same number of Team Adam critical case assistances?"], ["Yes"]),
        # the same done again, and a number that a sum is equal to: 40 and 38 engagements
        (["How many CVIP submissions in New York?", "I want the same as above for Colorado and Minnesota."], []),
        (["Do engagements in Colorado and Massachusetts equal 78 together?"], ["Yes"]),
    ],
)
def test_two_figures_are_said_to_be_the_same(assistant: Assistant, turns: list[str], verdicts: list[str]) -> None:
    assert _verdicts(assistant.ask(turns[-1], turns[:-1]).text) == verdicts


@pytest.mark.parametrize(
    ("question", "number", "counted"),
    [
        ("40 engagements with child trafficking victims in Colorado, true?", "40", "social service agencies"),
        ("NCMEC had 95 engagements with trafficked children in New York, right?", "95", "social service agencies"),
        ("Massachusetts had 893 cases, of whom 807 ran away from home, right?", "807", "social services facility"),
    ],
)
def test_a_number_of_something_else_is_not_confirmed(
    assistant: Assistant, question: str, number: str, counted: str
) -> None:
    text = assistant.ask(question).text
    assert f"Your ‘{number}’ is a number of the sheet, but see what it counts" in text
    assert f"Yes, your ‘{number}’" not in text
    assert counted in text


def test_a_number_of_dealings_with_agencies_is_confirmed(assistant: Assistant) -> None:
    assert _verdicts(assistant.ask("40 engagements with social service agencies in Colorado, true?").text) == ["Yes"]


def test_a_number_taken_for_granted_is_no_yes_to_what_is_asked_of_it(assistant: Assistant) -> None:
    text = assistant.ask("Were the 36.2 million reports all from the US?").text
    assert text.startswith("Your ‘36.2 million’ is a number of the sheet, but see what it counts")


@pytest.mark.parametrize(
    ("question", "number", "figure"),
    [
        ("Massachusetts had 807 missing children cases, right?", "807", "**893** cases"),
        ("Did Colorado have 120 cases of missing children?", "120", "**467** cases"),
        ("NCMEC connected 132 Colorado families to mental health services, true?", "132", "**120** survivors"),
    ],
)
def test_a_number_of_another_measure_is_denied_and_both_are_told(
    assistant: Assistant, question: str, number: str, figure: str
) -> None:
    text = assistant.ask(question).text
    assert text.startswith(f"No, your ‘{number}’ is a number of the sheet, but of something else")
    assert f"**{number}**" in text
    assert figure in text


# reports: Minnesota 8,611, Connecticut 5,956; engagements: New York 95, Colorado 40, Massachusetts 38, Minnesota 22,
# Connecticut 1; new professionals: Colorado 235, Massachusetts 221; Team HOPE: Minnesota 66, Connecticut 46
@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        (["Which state has the fewest CyberTipline reports?", "so Minnesota has the second fewest, is that right?"],
         "Yes, Minnesota is second lowest of 5"),
        (["Which state had the most engagements?", "And Massachusetts came second, correct?"],
         "No, Massachusetts is not second highest but third highest of 5"),
        (["Which state has the fewest engagements?", "And Massachusetts is third?"],
         "Yes, Massachusetts is third lowest of 5"),
        (["Which state has the fewest engagements?", "Does Minnesota have more?"],
         "Yes, Minnesota's figure is above that of Connecticut"),
        (["How many engagements in Connecticut?", "Is it true that every one of the other states had at least 20?"],
         "Yes, this holds of all the places."),
        (["How many engagements in Connecticut?", "Did all the other states have more than 30?"],
         "No, this does not hold of Minnesota."),
        (["How many new professionals joined NCMEC CONNECT in Massachusetts?", "Did Colorado do better?"],
         "Yes, Colorado's figure is above that of Massachusetts"),
        (["Team HOPE families in Minnesota?", "Did Connecticut do worse?"],
         "Yes, Connecticut's figure is below that of Minnesota"),
    ],
)  # fmt: skip
def test_a_rank_a_lead_and_all_others_of_the_turn_before(assistant: Assistant, turns: list[str], verdict: str) -> None:
    assert assistant.ask(turns[-1], turns[:-1]).text.startswith(verdict)


@pytest.mark.parametrize("question", ["Did Massachusetts do better than Colorado on missing children cases?",
                                      "Did every other state have at least 20 engagements?"])  # fmt: skip
def test_no_verdict_where_it_is_not_told_what_is_better_or_other(assistant: Assistant, question: str) -> None:
    assert not _verdicts(assistant.ask(question).text)


@pytest.mark.parametrize(
    "last",
    [
        "Which of those three is lowest, and by how much does it trail the next one up?",
        "Which of the three is lowest, and by how much does it trail the next one?",
    ],
)
def test_the_distance_to_the_next_of_a_few_places(assistant: Assistant, last: str) -> None:
    answer = assistant.ask(last, ["Connecticut: CyberTipline reports", "Colorado", "Minnesota"])
    assert "**Connecticut**: lowest of 3" in answer.text
    assert [f"{v.value:f}" for v in answer.values if v.operation is Operation.DIFFERENCE] == ["2655"]


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        # tips: Connecticut 5,956, Minnesota 8,611, Massachusetts 9,539, Colorado 9,720, New York 40,545
        (("Which state had the fewest CyberTipline reports?", "My draft says Minnesota. Is that correct?"), "No"),
        (("Which state had the fewest CyberTipline reports?", "So it's Connecticut, right?"), "Yes"),
        (("Which state had the second most CyberTipline reports?", "Our notes say Colorado. Correct?"), "Yes"),
        (("Rank the states by CyberTipline reports", "So Connecticut is last, correct?"), "Yes"),
        (("Rank the states by CyberTipline reports", "So New York is last, right?"), "No"),
        # ORR: Minnesota has 9, the fewest; the list begins with it
        (("Sort the states by ORR cases, lowest first", "So Minnesota is first, right?"), "Yes"),
        (("Sort the states by ORR cases, lowest first", "So Minnesota is last, right?"), "No"),
    ],
)
def test_a_place_said_to_be_the_one_of_a_ranking_is_weighed(
    assistant: Assistant, turns: tuple[str, ...], verdict: str
) -> None:
    assert _verdicts(assistant.ask(turns[-1], turns[:-1]).text) == [verdict]


@pytest.mark.parametrize(
    "last",
    [
        "Ok, and Minnesota?",
        "Can you check Minnesota, too?",
        "Please confirm Minnesota's number.",
        "Minnesota told me so",
    ],
)
def test_a_place_of_which_nothing_is_said_gets_its_figure(assistant: Assistant, last: str) -> None:
    answer = assistant.ask(last, ["Which state had the fewest CyberTipline reports?"])
    assert [(v.place, int(v.value)) for v in answer.values] == [("US-MN", 8611)]
    assert not _verdicts(answer.text)


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        # 201 other ones in New York, 201 cases in Minnesota
        (("'Other missing children cases' in New York?", "Missing children cases in Minnesota?",
          "So those two numbers are the same?"), "Yes"),
        (("Team Adam cases in New York?", "And in Massachusetts?", "So the two are equal?"), "Yes"),
        (("Missing children cases in Colorado?", "And in Minnesota?", "Are they the same?"), "No"),
    ],
)  # fmt: skip
def test_the_figures_of_two_turns_are_weighed_as_the_same(
    assistant: Assistant, turns: tuple[str, ...], verdict: str
) -> None:
    assert _verdicts(assistant.ask(turns[-1], turns[:-1]).text) == [verdict]


def test_of_three_figures_none_are_said_to_be_the_same(assistant: Assistant) -> None:
    turns = ["ORR cases in Colorado?", "And in Massachusetts?", "And Connecticut?"]
    assert not _verdicts(assistant.ask("Are they the same?", turns).text)


@pytest.mark.parametrize(
    ("turns", "verdicts"),
    [
        # Colorado: 120 families linked to mental health services, 120 other cases; Minnesota 55 and 57
        (["Colorado mental health connections?", "And 'other missing children cases' there?", "So both are 120?"],
         ["Yes", "Yes"]),
        (["Colorado mental health connections and other missing children cases?", "So both are 120?"], ["Yes", "Yes"]),
        (["Minnesota mental health connections?", "And 'other missing children cases' there?", "So both are 57?"],
         ["No", "Yes"]),
        (["Colorado mental health connections?", "And Minnesota?", "So both are 120?"], ["No"]),
    ],
)  # fmt: skip
def test_a_number_of_both_is_weighed_against_each(assistant: Assistant, turns: list[str], verdicts: list[str]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert _verdicts(answer.text) == verdicts


@pytest.mark.parametrize(
    ("question", "verdict"),
    [("The ORR one is 70, right?", "No"), ("The ORR one is 16, right?", "Yes"), ("ORR is 70, right?", "No"),
     ("The other row is 70, right?", "Yes"), ("The other row is 16, right?", "No")],
)  # fmt: skip
def test_a_number_is_said_of_the_one_row_that_is_named(assistant: Assistant, question: str, verdict: str) -> None:
    answer = assistant.ask(question, ["Can you give me Massachusetts: ORR and other missing?"])
    assert _verdicts(answer.text) == [verdict]
