"""What a message takes for granted in words: programs that do something else, reasons, trends and outcomes."""

from __future__ import annotations

import pytest
from invariants import breaches

from assistant import Assistant
from assistant.types import Answer, Status

TEAM_ADAM = "deploys former law enforcement consultants"
TEAM_HOPE = "is a peer support network of individuals"
CONNECT = "educational opportunities and resources"
NETWORK = "a network of experienced mental health professionals"
CYBERTIPLINE = "national mechanism for members of the public"
NO_CAUSES = "figures, not causes"
ONE_YEAR = "I have 2023 only"


def ask(assistant: Assistant, question: str, *history: str) -> Answer:
    answer = assistant.ask(question, history)
    assert breaches(answer, assistant.library) == []
    return answer


def figures(answer: Answer) -> set[str]:
    return {str(value.value) for value in answer.values}


@pytest.mark.parametrize(
    ("question", "figure", "held"),
    [
        ("Since Team Adam gives families legal aid, on how many cases did it assist in New York?", "1", TEAM_ADAM),
        ("Team Adam, which is staffed by nurses, gave critical case assistance on how many cases in Massachusetts?",
         "1", TEAM_ADAM),
        ("Team HOPE, a unit of the army, supported how many families in Minnesota?", "66", TEAM_HOPE),
        ("How many families did Team HOPE support in Colorado, given that it is run by a bank?", "132", TEAM_HOPE),
        ("Team HOPE only serves lawyers, so how many families did it support in Connecticut?", "46", TEAM_HOPE),
        ("Because NCMEC CONNECT is a dating site, how many new professionals did it have in Colorado?", "235", CONNECT),
        ("As the Family Advocacy Outreach Network is a bus company, how many Connecticut families were connected to "
         "mental health services?", "52", NETWORK),
        ("If the CyberTipline is a suicide hotline, how many of its reports went to Minnesota police?",
         "8611", CYBERTIPLINE),
    ],
)  # fmt: skip
def test_the_sheets_own_words_stand_beside_what_is_said_of_a_program(
    assistant: Assistant, question: str, figure: str, held: str
) -> None:
    answer = ask(assistant, question)
    assert answer.status is Status.PARTIAL, answer.text
    assert figures(answer) == {figure}
    assert held in answer.text


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("Since Team HOPE is a peer support network, how many families did it support in Colorado?", "132"),
        ("As a journalist I ask: how many Team HOPE families in Colorado?", "132"),
        ("Given Team HOPE's numbers, how many families were supported in New York?", "692"),
    ],
)
def test_what_the_sheets_say_themselves_is_no_false_premise(assistant: Assistant, question: str, figure: str) -> None:
    answer = ask(assistant, question)
    assert (answer.status, figures(answer)) == (Status.ANSWERED, {figure}), answer.text


@pytest.mark.parametrize(
    ("question", "figure", "line"),
    [
        ("How did school closures lead to 8,611 CyberTipline reports in Minnesota?", "8611", NO_CAUSES),
        ("Explain how Snapchat triggered the 9,720 CyberTipline reports in Colorado.", "9720", NO_CAUSES),
        ("Who is to blame for Connecticut's 291 missing children cases?", "291", NO_CAUSES),
        ("As Minnesota's 22 engagements are the result of new laws, which state had the most engagements?",
         "95", NO_CAUSES),
        ("whats behind the tripling of child sex trafficking reports to NCMEC", "18400", NO_CAUSES),
        ("2023, the record year for ORR cases in Minnesota: how many were there?", "9", ONE_YEAR),
        ("How many missing children cases did Colorado have in 2023, its worst year yet?", "467", ONE_YEAR),
        ("Since missing children cases in Massachusetts fell after 2022, what was the 2023 total?", "893", ONE_YEAR),
        ("Why does the Massachusetts sheet leave out Team Adam?", "1", NO_CAUSES),
    ],
)  # fmt: skip
def test_no_reason_and_no_trend_is_borne_out_by_a_figure(
    assistant: Assistant, question: str, figure: str, line: str
) -> None:
    answer = ask(assistant, question)
    assert answer.status is Status.PARTIAL, answer.text
    assert figure in figures(answer)
    assert line in answer.text


@pytest.mark.parametrize(
    ("question", "figure", "words"),
    [
        ("With 893 children still missing in Massachusetts today, how many were from a facility in 2023?",
         "893", "see what it counts"),
        ("Why were there only 40 engagements with social service agencies on trafficking cases nationally?",
         "40", "engagements with Colorado social service agencies"),
        ('A poster says "128 predators were arrested in Minnesota in 2023". Does NCMEC\'s sheet say that?',
         "128", "submissions of child sexual exploitation material"),
        ("Why is New York the only state with a Team Adam critical case figure?", "1", "Massachusetts in 2023"),
    ],
)  # fmt: skip
def test_a_number_is_given_with_what_it_counts(assistant: Assistant, question: str, figure: str, words: str) -> None:
    answer = ask(assistant, question)
    assert answer.status in (Status.ANSWERED, Status.PARTIAL), answer.text
    assert figure in figures(answer)
    assert words in answer.text


def test_a_right_number_said_of_something_narrower_is_told_with_what_it_counts(assistant: Assistant) -> None:
    answer = ask(assistant, "467 boys went missing in Colorado. Is that right?")
    assert (answer.status, figures(answer)) == (Status.PARTIAL, {"467"})
    assert "see what it counts" in answer.text
    assert "cannot account for ‘boys’" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How many of the 467 were boys?",
        "Which agencies sent in Colorado's 24 submissions of child sexual exploitation material?",
        "How many of Colorado's 467 went missing because of custody disputes?",
        "How many CyberTipline reports in New York were due to TikTok?",
        "How many Team HOPE families are paid by the FBI in New York?",
        "In the California sheet, which shows 100,000 CyberTipline reports, how many missing children are listed?",
    ],
)
def test_a_narrowed_question_stays_declined(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ()), answer.text


def test_a_place_without_a_figure_is_no_part_of_every_state(assistant: Assistant) -> None:
    answer = ask(assistant, "Since Team Adam gave critical case assistance in all five states, give me each number.")
    assert answer.status is Status.PARTIAL
    assert "The Colorado sheet gives no figure" in answer.text


@pytest.mark.parametrize("program", ["Team Adam", "Team HOPE"])
def test_a_reason_asked_of_a_program_is_met_with_what_it_is(assistant: Assistant, program: str) -> None:
    answer = ask(assistant, f"Why does {program} charge parents a fee?")
    assert (answer.status, answer.values) == (Status.PARTIAL, ()), answer.text
    assert {"Team Adam": TEAM_ADAM, "Team HOPE": TEAM_HOPE}[program] in answer.text


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("The New York sheet blames social media for the 40,545 CyberTipline reports. Can you give me the sentence?",
         40545),
        ("The Colorado sheet attributes the 467 missing cases to poverty. Quote the sentence.", 467),
        ("The Minnesota sheet says drugs caused the 201 missing cases. Can you quote that sentence for me?", 201),
        ("The Massachusetts sheet puts the 893 missing cases down to the opioid crisis. Where does it say so?", 893),
    ],
)  # fmt: skip
def test_a_sheet_blames_nothing_for_its_figures(assistant: Assistant, question: str, value: int) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.PARTIAL
    assert [int(v.value) for v in answer.values] == [value]
    assert "they do not explain why" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Which sentence in the Colorado sheet gives the 467 missing cases?",
        "The data attributes 467 cases of missing children to Colorado, right?",
    ],
)
def test_no_cause_is_denied_that_is_not_told(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert [int(v.value) for v in answer.values] == [467]
    assert "explain why" not in answer.text


@pytest.mark.parametrize(
    ("question", "figure", "held"),
    [
        ("With the CyberTipline being run by the FBI, how many of its reports were made available to law enforcement "
         "in Connecticut in 2023?", "5956", CYBERTIPLINE),
        ("Team Adam being a summer camp, on how many incidents was it activated?", "57", TEAM_ADAM),
        ("Team Adam, NCMEC's peer support network for families, was activated on how many incidents in 2023?",
         "57", TEAM_ADAM),
        ("How many incidents was Team Adam, a network of families, activated on in 2023?", "57", TEAM_ADAM),
        ("Team HOPE, the network of retired detectives who help families, supported how many in Colorado?",
         "132", TEAM_HOPE),
    ],
)  # fmt: skip
def test_what_a_programme_is_said_to_be_in_passing(assistant: Assistant, question: str, figure: str, held: str) -> None:
    answer = ask(assistant, question)
    assert answer.status is Status.PARTIAL
    assert figures(answer) == {figure}
    assert held in answer.text


def test_what_a_programme_is_in_passing_needs_no_sentence(assistant: Assistant) -> None:
    answer = ask(assistant, "Team HOPE, NCMEC's peer support network, supported how many families in Colorado?")
    assert answer.status is Status.ANSWERED
    assert TEAM_HOPE not in answer.text


@pytest.mark.parametrize(
    ("question", "undated"),
    [
        ("Seeing that NCMEC helped identify 27,130 children in 2023 alone, how many submissions came from Colorado?",
         True),
        ("NCMEC helped identify 27,130 children in 2023 alone. How many submissions came from Colorado?", True),
    ],
)  # fmt: skip
def test_a_figure_without_a_year_is_of_none(assistant: Assistant, question: str, undated: bool) -> None:
    answer = ask(assistant, question)
    assert "24" in figures(answer)
    assert ("the sheet states no year" in answer.text) is undated


@pytest.mark.parametrize(
    ("message", "said", "value"),
    [
        # the number is that of all cases, 467; a figure that is another one of the place is named
        (
            "which counties do the 467 Colorado children missing from a social services facility come from?",
            "No, your ‘467’ is a number of the sheet, but of something else",
            327,
        ),
        ("Which police departments sent in New York's 195 submissions of child sexual exploitation material?",
         "No, your ‘195’ is not right", 159),
        ("Which law caused the 807 cases of children missing from a social services facility in Massachusetts?",
         "not causes", 807),
        ("Which policy led to the 500 missing children cases in Colorado?", "No, your ‘500’ is not right", 467),
        ("Why did NCMEC stop handling ORR cases from Minnesota in 2023?", "not causes", 9),
        ("By what percentage did the number of survivors and families supported by Team HOPE overall rise in 2023?",
         "I have 2023 only", 5759),
        ("now that colorado's cybertipline reports have doubled since the pandemic, what's the latest figure?",
         "I have 2023 only", 9720),
        ("now that missing cases in minnesota have tripled since covid, how many are there?", "I have 2023 only", 201),
    ],
)  # fmt: skip
def test_a_detail_is_declined_and_the_figure_said(assistant: Assistant, message: str, said: str, value: int) -> None:
    answer = assistant.ask(message)
    assert answer.status is Status.PARTIAL
    assert said in answer.text
    assert value in {int(v.value) for v in answer.values}


@pytest.mark.parametrize(
    "message",
    [
        "how many of the 467 missing children in Colorado were girls?",
        "Which police departments sent in more than 100 submissions in New York?",
        "How many cybertipline reports in Colorado since the pandemic?",
    ],
)
def test_a_detail_that_grants_no_number_is_only_declined(assistant: Assistant, message: str) -> None:
    answer = assistant.ask(message)
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


@pytest.mark.parametrize(
    ("message", "said", "values"),
    [
        ("In Massachusetts, where NCMEC handled 3,005 cases of missing children, how many were missing from a social "
         "services facility?", "No, your ‘3,005’ is not right", {893, 807}),
        ("How many ORR cases were there in Minnesota, where NCMEC handled 201 missing children cases?", "", {9}),
        ("How did Colorado police get through the 36.2 million CyberTipline reports they were sent in 2023?",
         "is NCMEC's overall figure, not that of Colorado", {9720, 36200000}),
        ("How did Minnesota handle its 28,886 missing children cases?",
         "is NCMEC's overall figure, not that of Minnesota", {201, 28886}),
        ("Florida had more CyberTipline reports than New York in 2023. What was New York's figure again?",
         "I have no sheet for Florida", {40545}),
        ("Minnesota had fewer missing cases than Colorado. What was Colorado's number?", "", {467}),
    ],
)  # fmt: skip
def test_what_is_said_in_passing_is_corrected(assistant: Assistant, message: str, said: str, values: set[int]) -> None:
    answer = assistant.ask(message)
    assert said in answer.text
    assert {int(v.value) for v in answer.values} == values


def test_a_number_that_says_of_which_whole_is_no_state_s(assistant: Assistant) -> None:
    assert "No, your" not in assistant.ask("Which of the 36.2 million reports came from Colorado?").text
