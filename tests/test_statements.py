"""What a message states of several figures at once, and in words that hold no plain number."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    ("message", "opening"),
    [
        # nearly the same: 131 and 132, 52 and 55, 159 and 24
        ("Massachusetts and Colorado had nearly the same number of Team HOPE families, right?", "Yes, Massachusetts'"),
        ("Connecticut and Minnesota had about the same number of mental health connections?", "Not exactly: Conn"),
        ("Did New York and Colorado have roughly the same number of CVIP submissions?", "No, New York's figure is not"),
        # an order
        (
            "Low to high for ORR cases: Minnesota, Connecticut, Massachusetts, Colorado. Correct?",
            "Yes, that is the",
        ),
        (
            "NY > MA > CO for CyberTipline reports, right?",
            "No, from the highest to the lowest the order",
        ),
        ("fact check pls: mass > ny in missing children cases", "No, Massachusetts' figure is below that of New York"),
        # rows and their total
        ("Do the three rows sum up to the total in New York?", "Yes, the rows add up to the total"),
        ("The rows for Minnesota don't add up to the total, right?", "No, the rows add up to the total"),
        # which sheets
        (
            "Is it true that only two sheets, Massachusetts and New York, give a Team Adam case?",
            "Yes, this holds of Mass",
        ),
        ("Only the Colorado sheet gives a Team Adam figure, right?", "No, this holds of Massachusetts and New York"),
        # one place only
        ("Nobody but New York topped 100 families supported by Team HOPE. OK?", "No, this holds of Colorado, Mass"),
        ("No state except New York had over 1,000 missing cases, right?", "Yes, this holds of New York."),
        ("Only New York and Minnesota reviewed more than 100 CVIP submissions, true?", "Yes, this holds of Minnesota"),
        ("Did any state but New York have more than 100 Team HOPE families?", "Yes, this holds of Colorado and Mass"),
        # all but one: engagements 1 (Connecticut), 22, 38, 40, 95; families 45 (Massachusetts); ORR cases 9 (Minnesota)
        (
            "Every state but Connecticut had over 20 trafficking engagements, true?",
            "Yes, this holds of Colorado, Massachusetts, Minnesota and New York.",
        ),
        (
            "Is it true that every state except Minnesota had more than 50 families connected to mental health care?",
            "No, this does not hold of Massachusetts.",
        ),
        (
            "'Every state but Minnesota had ten or more children reported missing by the Office of Refugee "
            "Resettlement.' Is this sentence correct for the five states?",
            "Yes, this holds of Colorado, Connecticut, Massachusetts and New York.",
        ),
        ("Every state but Minnesota had more than 3 ORR cases, right?", "No, this holds of Minnesota, too."),
        # a condition on shares: 4.3%, 4.1% and 4.5%; 67.2%
        (
            "Is it true that in each of Colorado, Connecticut and Minnesota the ORR cases were less than 5% of all "
            "missing children cases?",
            "Yes, this holds of Colorado, Connecticut and Minnesota.",
        ),
        (
            "In all five states children missing from facilities were more than 70% of the cases, right?",
            "No, this does not hold of Minnesota.",
        ),
        # one
        ("Our leaflet says Team Adam helped on one case in Massachusetts. OK?", "Yes, your ‘on one case’ is right"),
        ("Minnesota had one engagement with social service agencies, true?", "No, your ‘had one engagement’ is not"),
        (
            "Is it true Team Adam gave critical case assistance on one case each in Massachusetts and New York?",
            "Yes, your ‘on one case’ is right for Massachusetts and New York",
        ),
        (
            "Is it right that NCMEC had one engagement each in Connecticut and Minnesota?",
            "No, your ‘had one engagement’ is right for Connecticut, but not for Minnesota",
        ),
        # whose words they are
        (
            'Our flyer: "19% of ALL missing children were likely victims of child sex trafficking." Is that what NCMEC '
            "says?",
            "No, not as it is said: your ‘19%’",
        ),
        (
            '"9,539 children were sexually exploited in Massachusetts in 2023." Is that what the sheet says?',
            "Your ‘9,539’ is a number of the sheet, but see what it counts",
        ),
        (
            'The draft reads: "Connecticut connected more survivors and families to mental health services than '
            'Massachusetts did." Is she wrong?',
            "Yes, Connecticut's figure is above that of Massachusetts",
        ),
        ("New York had over 3,000 missing children cases. Does it stand up?", "Yes, your ‘over 3,000’ is right"),
        (
            "NCMEC got 105 million CyberTipline reports in 2023, right?",
            "No, your ‘105 million’ is a number of the",
        ),
    ],
)
def test_a_statement_of_several_figures_gets_a_verdict(assistant: Assistant, message: str, opening: str) -> None:
    assert assistant.ask(message).text.startswith(opening)


def test_numbers_in_brackets_are_said_of_the_places_before_them(assistant: Assistant) -> None:
    text = assistant.ask(
        "Draft: 'Colorado (40) and Massachusetts (38) are nearly level on engagements with social service agencies, "
        "and both are far ahead of Minnesota (24).' Are all three numbers right?"
    ).text
    said = [line.split(" [")[0] for line in text.split("\n") if line.startswith(("Yes", "No"))]
    assert said == ["Yes, your ‘40’ is right", "Yes, your ‘38’ is right", "No, your ‘24’ is not right"]


@pytest.mark.parametrize(("place", "total"), [("Connecticut", "291"), ("New York", "3,005")])
def test_beside_the_sum_of_the_rows_stands_the_total_of_the_sheet(assistant: Assistant, place: str, total: str) -> None:
    answer = assistant.ask(f"Do {place}'s three categories of missing children cases really add up to {total}?")
    assert answer.text.startswith(f"Yes, your ‘{total}’ is right")
    assert f"NCMEC handled **{total}** cases" in answer.text


def test_an_order_of_two_places_is_weighed_by_each_measure(assistant: Assistant) -> None:
    text = assistant.ask("Colorado beats Massachusetts on CVIP submissions and CyberTipline reports, right?").text
    said = [line for line in text.split("\n") if line.startswith(("Yes", "No"))]
    assert [line.split(",")[0] for line in said] == ["No", "Yes"]
    assert "submissions" in said[0]
    assert "CyberTipline reports" in said[1]


@pytest.mark.parametrize(
    "message",
    [
        "Rank New York, Colorado and Minnesota high to low for ORR cases, ok?",
        "Colorado has more CVIP submissions, right?",
        "Nearly all of New York's missing cases were from facilities, right?",
        "New York's other missing cases and Minnesota's total are the same number, 201. Right?",
        "Connecticut above Minnesota in ORR cases: what is the difference?",
        "Is one case in Colorado from ORR?",
        "Did anyone but New York top 1,000 missing cases?",
        "Did anyone other than New York have more than 100 Team HOPE families?",
    ],
)
def test_what_states_no_more_than_that_gets_no_verdict(assistant: Assistant, message: str) -> None:
    assert not assistant.ask(message).text.startswith(("Yes", "No,", "Not exactly"))
