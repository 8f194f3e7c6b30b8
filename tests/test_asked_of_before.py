"""A yes or no that a follow-up asks for of the figures before, and talks of several persons."""

import pytest

from assistant import Assistant
from assistant.transcripts import without_asking_back
from assistant.types import Status


@pytest.mark.parametrize(
    ("turns", "beginning"),
    [
        (
            ["Tell me about Connecticut's CVIP submissions.", "Did they send more than Colorado did?"],
            "Yes, Connecticut",
        ),
        (
            ["Team HOPE families in Colorado?", "Did they help fewer than New York did?"],
            "Yes, ",
        ),
        (["CVIP submissions in Connecticut?", "and is that more or less than Team HOPE there?"], "Less: "),
        (
            [
                "CVIP submissions in Connecticut?",
                "Did they send more than Colorado did?",
                "is that more or less than Team HOPE there?",
            ],
            "Less: ",
        ),
        (["Team HOPE families in Colorado?", "Is that above or below the mental health connections there?"], "More: "),
        (["Missing cases in Minnesota?", "Is that fewer than its engagements?"], "No, "),
        (
            [
                "How many families got connected with mental health services in Colorado?",
                "Is that the same number as the Team HOPE one for Colorado?",
            ],
            "No, ",
        ),
        (
            [
                "Which state had the most children missing from social services facilities?",
                "Is it the same state for the other missing children cases?",
            ],
            "Yes, New York is highest",
        ),
        (
            ["Which state had the fewest Team HOPE families?", "Same state for mental health connections?"],
            "No, Connecticut is not lowest but second lowest",
        ),
        (["Add up Team HOPE families for all five states", "So that's the national total, right?"], "No, the sum of"),
        (["Add up missing children cases for all five states", "is that the US total?"], "No, the sum of"),
        (
            [
                "NY missing from facility",
                "NY other",
                "NY ORR",
                "check: do these three add up to the NY missing total?",
            ],
            "Yes, the figures of",
        ),
        (["CO facility cases", "CO other", "do these add up to the CO total?"], "No, the sum of"),
        (["how many CyberTipline reports in CT", "Double checking, is that for 2023?"], "Yes, that is the year"),
    ],
)
def test_a_verdict_on_the_figures_before(assistant: Assistant, turns: list[str], beginning: str) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith(beginning), answer.text


@pytest.mark.parametrize(
    "turns",
    [
        ["Which state had the most Team HOPE families?", "And the same state's ORR cases?"],
        ["Add up Team HOPE families for all five states", "what's the national total?"],
        ["CO facility cases", "CO other", "CO ORR", "do these three add up to the MN total?"],
        ["how many CyberTipline reports in CT", "so that's for 2021?"],
        ["how many children did NCMEC help identify", "is that for 2023?"],
        ["Add up CVIP submissions for all five states", "so that's the national total?"],
        ["Team HOPE families in Colorado?", "And Massachusetts?", "Do they have more than Minnesota?"],
    ],
)
def test_no_verdict_where_none_is_asked_for_or_told(assistant: Assistant, turns: list[str]) -> None:
    text = assistant.ask(turns[-1], turns[:-1]).text
    assert not text.startswith(("Yes", "No,", "More", "Less")), text


_TICKET = 'Ticket 881, customer: "How many submissions from Minnesota law enforcement did you review?"\n'
_TICKET += 'Agent: "Do you mean CVIP?"\nCustomer: "Yes."'
_LETTERS = "TICKET #4471\nFrom: L. Ortiz\n> We need Colorado's ORR number for 2023.\nFrom: desk\n"
_LETTERS += "> Do you also want the facility number?\nFrom: L. Ortiz\n> No, just the ORR one."


@pytest.mark.parametrize(
    ("turns", "told", "not_told"),
    [
        ([_TICKET], "**128**", "“"),
        ([_TICKET, 'customer adds: "and how many more is that than Colorado?"'], "**104 submissions**", "Mean"),
        ([_LETTERS], "**20**", "327"),
        ([_LETTERS, "She just called back: same for New York"], "**72**", "2,732"),
        (["New York missing total?", "So what is 201 then, for New York?"], "**201**", "3,005"),
        (["mental health connections NY", "brb, phone", "ok back. families Team HOPE had there?"], "**692**", "?"),
        (["What share of Colorado's missing cases is the facility category?", 'And the "other" one?'], "25.7%", "70"),
        (
            ["I'm comparing Colorado and Connecticut. Start with CyberTipline reports for Colorado.", "the other one"],
            "**5,956**",
            "9,720",
        ),
        (
            ["Mental health connections in Massachusetts?", "And Connecticut?",
             "So Massachusetts is the lowest of the five states on that, true?"],
            "Yes, Massachusetts is lowest of 5",
            "lowest of 2",
        ),
        (
            ["how many missing cases did ny have",
             "and the five together?", "so what % is ny of that"],
            "**61.9%**",
            "28,886",
        ),
    ],
)  # fmt: skip
def test_a_talk_goes_on_with_what_was_asked(assistant: Assistant, turns: list[str], told: str, not_told: str) -> None:
    text = assistant.ask(turns[-1], turns[:-1]).text
    assert told in text
    assert not_told not in text


@pytest.mark.parametrize(
    "message",
    [
        "Ann: How many CVIP submissions in Minnesota?\nBob: And in Colorado?",
        "A: How many ORR cases in Colorado?\nB: Do you also want the facility number?\nA: Yes please.",
        "A: How many submissions in NY?\nB: Is that for 2022?\nA: Yes.",
        "How many cases in Colorado?",
    ],
)
def test_other_talks_stay_as_they_are(message: str) -> None:
    assert without_asking_back(message) == message


@pytest.mark.parametrize(
    ("before", "question", "verdict"),
    [
        (("engagements in Connecticut?", "And Minnesota?"), "so 23 for the two states together, correct?", "Yes"),
        (("Team HOPE in Colorado?", "In Connecticut?"), "So 178 for the two states together, right?", "Yes"),
        (("Team HOPE in Colorado?", "In Connecticut?"), "So 180 for the two states together, right?", "No"),
        (("ORR cases in MA?", "MN?"), "So neither of them had more than 15, right?", "No, this holds of Massachusetts"),
        (("ORR cases in MA?", "MN?"), "So both of them had more than 5, right?", "Yes, this holds of all"),
    ],
)
def test_a_statement_of_both_is_weighed_on_both(
    assistant: Assistant, before: tuple[str, ...], question: str, verdict: str
) -> None:
    answer = assistant.ask(question, history=before)
    assert answer.text.startswith(verdict)
    assert len({citation.document_id for citation in answer.citations}) == 2


def test_neither_of_three_is_left_open(assistant: Assistant) -> None:
    answer = assistant.ask("So neither was above 20?", history=["ORR cases in MA?", "MN?", "NY?"])
    assert answer.status is Status.NOT_FOUND
