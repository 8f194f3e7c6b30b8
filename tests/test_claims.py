"""What an asker states is checked: numbers, parts, multiples, orders, ranks and premises, each against its figure."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from asked import violations

from assistant import Assistant
from assistant.checking import Verdict, weigh
from assistant.claims import Bound, ClaimKind, read_claim, read_claims
from assistant.types import Answer, Operation, Reason, Status
from index.types import Qualifier


@pytest.mark.parametrize(
    ("text", "kind", "bound", "value"),
    [
        ("almost 900 cases", ClaimKind.FIGURE, Bound.ALMOST, "900"),
        ("over 10 thousand reports", ClaimKind.FIGURE, Bound.MORE_THAN, "10000"),
        ("15 or higher", ClaimKind.FIGURE, Bound.AT_LEAST, "15"),
        ("just 28 submissions", ClaimKind.FIGURE, Bound.EXACT, "28"),
        ("<= 50", ClaimKind.FIGURE, Bound.AT_MOST, "50"),
        ("a gap bigger than 50", ClaimKind.FIGURE, Bound.MORE_THAN, "50"),
        ("smaller than 40", ClaimKind.FIGURE, Bound.LESS_THAN, "40"),
        ("Colorado had no cases", ClaimKind.FIGURE, Bound.EXACT, "0"),
        ("trails by thousands", ClaimKind.DIFFERENCE, Bound.AT_LEAST, "1000"),
        ("22% of runaways", ClaimKind.PERCENT, Bound.EXACT, "22"),
        ("about 1 in 5 of the kids", ClaimKind.PERCENT, Bound.ABOUT, "20"),
        ("nine out of ten cases", ClaimKind.PERCENT, Bound.ABOUT, "90"),
        ("more than three quarters of the cases", ClaimKind.PERCENT, Bound.MORE_THAN, "75"),
        ("fewer than half of them", ClaimKind.PERCENT, Bound.LESS_THAN, "50"),
        ("four times as many", ClaimKind.MULTIPLE, Bound.ABOUT, "4"),
        ("double the reports", ClaimKind.MULTIPLE, Bound.ABOUT, "2"),
    ],
)
def test_a_claim_is_read_with_its_bound(text: str, kind: ClaimKind, bound: Bound, value: str) -> None:
    (claim,) = read_claims(text)
    assert (claim.kind, claim.bound, claim.value) == (kind, bound, Decimal(value))


@pytest.mark.parametrize(
    "text",
    ["the five states", "in 2023", "children under 12", "over five years", "two of the rows", "more than 30 days",
     "the second-highest of the five", "1-800-843-5678"],
)  # fmt: skip
def test_years_ages_durations_and_parts_of_the_data_are_no_claims(text: str) -> None:
    assert read_claims(text) == ()


@pytest.mark.parametrize(
    ("claim", "value", "qualifier", "verdict"),
    [
        ("almost 900", 893, Qualifier.EXACT, Verdict.YES),
        ("almost 900", 905, Qualifier.EXACT, Verdict.CLOSE),
        ("over 700", 893, Qualifier.EXACT, Verdict.YES),
        ("over 893", 893, Qualifier.EXACT, Verdict.NO),
        ("476", 467, Qualifier.EXACT, Verdict.NO),
        ("about 600", 5759, Qualifier.EXACT, Verdict.NO),
        ("about 1 in 5", 19, Qualifier.EXACT, Verdict.YES),
        ("22%", 19, Qualifier.EXACT, Verdict.NO),
        ("a third", 19, Qualifier.EXACT, Verdict.NO),
        ("18,400", 18400, Qualifier.MORE_THAN, Verdict.BOUNDED),
        ("over 15,000", 18000, Qualifier.MORE_THAN, Verdict.YES),
        ("over 20,000", 18000, Qualifier.MORE_THAN, Verdict.OPEN),
        ("under 18,000", 18000, Qualifier.MORE_THAN, Verdict.NO),
    ],
)
def test_a_claim_is_weighed_with_what_bounds_it(claim: str, value: int, qualifier: Qualifier, verdict: Verdict) -> None:
    read = read_claim(claim)
    assert read is not None
    assert weigh(read, Decimal(value), qualifier) is verdict


@pytest.mark.parametrize(
    ("question", "begins", "figures"),
    [
        ("Is it correct that Massachusetts had nearly 900 missing children cases?", "Yes", {"893"}),
        ("Minnesota police got over 10 thousand CyberTipline reports. True or false?", "No", {"8611"}),
        ("The CyberTipline received over 40 million reports in 2023, right?", "No", {"36200000"}),
        ("NCMEC received 18,400 reports relating to child sex trafficking. Correct?", "Not exactly", {"18400"}),
        ("Half of Colorado's missing children cases involved social services facilities. Is that so?", "No",
         {"327", "467", "70.0214"}),
        ("Nine out of ten missing children cases from New York are from a social services facility. Fair to say?",
         "Yes", {"2732", "3005", "90.9151"}),
        ("Did New York get at least four times as many CyberTipline reports as Colorado?", "Yes",
         {"40545", "9720", "4.1713"}),
        ("Massachusetts and Connecticut together had more than 1,200 missing children cases, correct?", "No",
         {"893", "291", "1184"}),
        ("Does Massachusetts have fewer CVIP submissions than Colorado?", "No", {"49", "24"}),
        ("Minnesota had the second highest number of CVIP submissions. Is that right?", "Yes", {"128"}),
        ("Does Connecticut have the most CyberTipline reports?", "No", {"5956"}),
    ],
)  # fmt: skip
def test_a_claim_is_answered_with_a_verdict_first(
    assistant: Assistant, question: str, begins: str, figures: set[str]
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith(begins)
    assert figures <= {value["value"] for value in answer.to_dict()["values"]}


@pytest.mark.parametrize(
    ("question", "corrected", "asked"),
    [
        ("Massachusetts handled 983 missing children cases in 2023. How many of those were kids missing from a social "
         "services facility?", 893, 807),
        ("Since Connecticut had more CyberTipline reports than New York, how many did Connecticut have?", 40545, 5956),
        ("The 204 missing children cases for Minnesota - how many of them are other?", 201, 57),
        ("How many of the 476 missing children cases from Colorado were other cases?", 467, 120),
    ],
)  # fmt: skip
def test_a_wrong_premise_is_corrected_and_the_question_answered(
    assistant: Assistant, question: str, corrected: int, asked: int
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert "No, " in answer.text
    assert {Decimal(corrected), Decimal(asked)} <= {value.value for value in answer.values}


@pytest.mark.parametrize(
    "question",
    [
        "Massachusetts handled 893 missing children cases in 2023. How many of those were kids missing from a social "
        "services facility?",
        "How many of the 467 missing children cases from Colorado were other cases?",
        "Since Minnesota had fewer missing children cases than Colorado, how many did Minnesota have?",
    ],
)
def test_a_premise_that_holds_needs_no_comment(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert "No, " not in answer.text
    assert "Not exactly" not in answer.text


def test_a_cause_of_what_is_not_so_is_corrected_and_not_given(assistant: Assistant) -> None:
    answer = assistant.ask("Why did Massachusetts get more CyberTipline reports than New York?")
    assert answer.status is Status.PARTIAL
    assert answer.text.startswith("No, Massachusetts' figure is below that of New York")
    assert "not causes" in answer.text


def test_a_detail_that_no_sheet_holds_is_no_claim_about_the_total(assistant: Assistant) -> None:
    for question in (
        "Is it true that 12% of missing kids in New York were boys?",
        "Colorado had 467 missing children cases over 30 days. True?",
        "More than one in ten CyberTipline reports in the world end up with New York police. Right?",
    ):
        answer = assistant.ask(question)
        assert (answer.status, answer.values) == (Status.NOT_FOUND, ()), question


def _figures(answer: Answer, operation: Operation) -> set[int]:
    return {int(v.value) for v in answer.values if v.operation is operation}


def test_filters_take_bounds_in_any_wording_and_a_place(assistant: Assistant) -> None:
    for question, passing in (
        ("States with a missing children caseload north of 400", {467, 893, 3005}),
        ("ORR row - who is at 15 or higher?", {20, 16, 72}),
        ("Name the states that beat Colorado on CVIP submissions.", {42, 49, 128, 159}),
        ("which states have fewer trafficking engagements than minnesota", {1}),
        ("Which categories in Colorado's missing children table have fewer than 150 cases?", {120, 20}),
    ):
        assert _figures(assistant.ask(question), Operation.FILTER) == passing, question


def test_rows_of_one_place_are_compared(assistant: Assistant) -> None:
    largest = assistant.ask("What is the biggest of the three categories in Minnesota's missing children table?")
    assert _figures(largest, Operation.RANK) == {135}
    less = assistant.ask("Within Massachusetts, facility row minus the other row")
    assert _figures(less, Operation.DIFFERENCE) == {737}


def test_the_share_of_what_is_not_in_a_part(assistant: Assistant) -> None:
    answer = assistant.ask("What percentage of New York's missing children cases didn't come from a care facility?")
    (share,) = [v for v in answer.values if v.operation is Operation.SHARE]
    assert (share.value, share.formula) == (Decimal("9.0849"), "(3005 - 2732) / 3005")


def test_a_verdict_that_its_figure_does_not_give_is_withheld(assistant: Assistant) -> None:
    questions = (
        "Is it correct that Massachusetts had nearly 900 missing children cases?",
        "Minnesota police got over 10 thousand CyberTipline reports. True or false?",
        "Does Massachusetts have fewer CVIP submissions than Colorado?",
        "Minnesota had the second highest number of CVIP submissions. Is that right?",
    )
    for question in questions:
        answer = assistant.ask(question)
        first, _, rest = answer.text.partition("\n")
        yes = first.startswith("Yes")
        turned = first.replace("Yes, ", "No, ") if yes else first.replace("No, ", "Yes, ")
        turned = turned.replace("is right", "is not right") if yes else turned.replace("is not right", "is right")
        for text, holds in ((answer.text, True), (f"{turned}\n{rest}", False)):
            found = violations(assistant, replace(answer, text=text))
            assert (not found) is holds, (question, text)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Minnesota did not have more than 300 missing children cases, right?", "Yes"),
        ("Minnesota never reached 100 CVIP submissions, correct?", "No"),
        ("Massachusetts had no fewer than 890 missing children cases, true?", "Yes"),
        ("Connecticut did not have fewer missing children cases than Minnesota, right?", "Yes"),
        ("Colorado doesn't have more CyberTipline reports than Massachusetts, right?", "No"),
        ("Didn't Colorado have more than 400 missing children cases?", "Yes"),
        ("Connecticut didn't have a single ORR case, right?", "No"),
        ("Did Massachusetts have 181 fewer CyberTipline reports than Colorado?", "Yes"),
        ("Did Colorado have 181 fewer CyberTipline reports than Massachusetts?", "No"),
        ("Is Massachusetts in the bottom two for mental health connections?", "Yes"),
        ("Is Connecticut in the top three for CyberTipline reports?", "No"),
        ("Did every state get more than 6000 CyberTipline reports?", "No"),
        ("None of the states had over 50,000 CyberTipline reports, right?", "Yes"),
        ("Only New York had over 1000 missing children cases, right?", "Yes"),
        ("All of Colorado's missing children cases were ORR cases, true?", "No"),
        ("Is Colorado's facility count higher than Minnesota's total missing kids?", "Yes"),
    ],
)
def test_denials_distances_and_quantities_are_weighed_the_right_way(
    assistant: Assistant, question: str, begins: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith(begins)


@pytest.mark.parametrize(
    ("question", "operation", "values"),
    [
        ("Which states didn't have more than 300 missing children cases?", Operation.FILTER, {"291", "201"}),
        ("Which states have a two-digit number of CVIP submissions?", Operation.FILTER, {"24", "42", "49"}),
        ("Which state had exactly 12 ORR cases?", Operation.FILTER, {"12"}),
        ("Combined, Colorado and Minnesota account for what percentage of all NCMEC missing child cases?",
         Operation.SHARE, {"2.3125"}),
        ("What percent of the five states' missing children cases do New York and Massachusetts make up?",
         Operation.SHARE, {"80.2553"}),
        ("How much lower in percent is Minnesota than New York for CyberTipline reports?", Operation.PERCENT_CHANGE,
         {"78.7619"}),
    ],
)  # fmt: skip
def test_conditions_and_joint_shares_are_computed(
    assistant: Assistant, question: str, operation: Operation, values: set[str]
) -> None:
    answer = assistant.ask(question).to_dict()
    assert {v["value"] for v in answer["values"] if v["operation"] == operation.value} == values


@pytest.mark.parametrize(
    "statement",
    [
        "Minnesota's Team HOPE helped between 60 and 70 families, right?",
        "It is not true that Colorado had 467 missing children cases, is it?",
        "Did Colorado have more than 500 or fewer than 400 missing children cases?",
        "Minnesota does not have the most missing children cases, right?",
        "In New York 95 children were trafficked, is that right?",
    ],
)
def test_no_verdict_where_parts_of_a_statement_may_hold_and_the_whole_not(assistant: Assistant, statement: str) -> None:
    answer = assistant.ask(statement)
    assert not re.search(r"\b(?:Yes|No|Not exactly)\b", answer.text)
    assert answer.values or answer.status is not Status.ANSWERED


def test_two_conditions_of_which_one_is_enough_are_not_weighed(assistant: Assistant) -> None:
    answer = assistant.ask("Which states had over 50 ORR cases or over 100 Team HOPE families?")
    assert answer.status is Status.PARTIAL
    assert "fits" not in answer.text


@pytest.mark.parametrize(
    ("question", "verdict", "total"),
    [
        ("Did New York have more new CONNECT professionals than the other four states put together?", "Yes", "634"),
        ("New York has more CVIP submissions than all the others combined, true?", "No", "243"),
        ("Do Minnesota and Connecticut combined have fewer missing children cases than Massachusetts?", "Yes", "492"),
        ("Are Massachusetts and Colorado together above New York in CyberTipline reports?", "No", "19259"),
    ],
)
def test_one_state_is_weighed_against_others_together(
    assistant: Assistant, question: str, verdict: str, total: str
) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(f"{verdict}, ")
    assert [f"{v.value:f}" for v in answer.values if v.operation is Operation.SUM] == [total]


def test_several_against_several_get_no_verdict(assistant: Assistant) -> None:
    answer = assistant.ask("Do Colorado and Minnesota have more tips than New York and Massachusetts combined?")
    assert not answer.text.startswith(("Yes", "No"))


def test_a_bound_may_stand_away_from_its_number(assistant: Assistant) -> None:
    answer = assistant.ask("Do Minnesota and Connecticut combined have fewer missing children cases than 500?")
    assert answer.text.startswith("Yes, your ‘fewer than 500’ is right")


@pytest.mark.parametrize(
    "message",
    [
        "Since Minnesota has the most reports, why is that?",
        "Minnesota has the most tips. How come?",
        "Minnesota has the most tips. What is the reason for that?",
    ],
)
def test_a_bare_why_asks_for_the_cause_of_what_is_stated_before_it(assistant: Assistant, message: str) -> None:
    answer = assistant.ask(message)
    assert answer.text.startswith("No, Minnesota is not highest but fourth highest of 5")
    assert "The sheets give figures, not causes" in answer.text
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.NOT_COVERED)


@pytest.mark.parametrize(
    ("before", "message", "values"),
    [
        ("missing kids in MA", "why?", {893}),
        ("How many submissions did CVIP review from NY?", "hmm, why so few", {159}),
        ("missing kids in CO and MN", "what explains the difference", {467, 201}),
    ],
)
def test_a_bare_why_behind_a_figure_says_that_no_cause_is_given(
    assistant: Assistant, before: str, message: str, values: set[int]
) -> None:
    answer = assistant.ask(message, [before])
    assert {v.value for v in answer.values} == values
    assert "The sheets give figures, not causes" in answer.text
    assert answer.status is Status.PARTIAL


def test_why_behind_what_has_no_figure_gets_none(assistant: Assistant) -> None:
    assert not assistant.ask("why?", ["What is Team HOPE?"]).values
    assert not assistant.ask("why?", ["tips in Texas"]).values


@pytest.mark.parametrize(
    ("message", "verdict", "why"),
    [
        ("Did Connecticut's missing cases drop to 291?", "Yes, your \u2018291\u2019 is right", False),
        ("Tips jumped to 10,000 in Colorado, right?", "No, your \u201810,000\u2019 is not right", False),
        ("Why did Minnesota's tips increase to 8,611?", "Yes, your \u20188,611\u2019 is right", True),
    ],
)
def test_a_figure_that_holds_does_not_bear_out_that_it_changed(
    assistant: Assistant, message: str, verdict: str, why: bool
) -> None:
    answer = assistant.ask(message)
    assert answer.text.startswith(verdict)
    assert "I have 2023 only, so I cannot say how the figure changed" in answer.text
    assert ("not causes" in answer.text) is why
    assert answer.status is Status.PARTIAL


def test_the_place_named_again_is_the_one_that_is_set_above(assistant: Assistant) -> None:
    text = assistant.ask("Connecticut 42, Massachusetts 49: so Massachusetts had more CVIP submissions?").text
    assert "Yes, Connecticut's figure is below" in text or "Yes, Massachusetts' figure is above" in text


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Compared to Minnesota, Connecticut had more CVIP submissions, right?", "No"),
        ("Unlike Colorado, did Connecticut have fewer cases than Colorado missing?", "Yes"),
        ("Relative to Connecticut, Colorado had five times as many engagements, correct?", "No"),
    ],
)
def test_what_is_compared_stands_behind_its_base(assistant: Assistant, question: str, verdict: str) -> None:
    assert assistant.ask(question).text.startswith(verdict)


def test_of_which_asks_for_nothing(assistant: Assistant) -> None:
    text = assistant.ask("Colorado had 467 missing children cases, of which 12 came through ORR. True?").text
    assert "Yes, your \u2018467\u2019 is right" in text
    assert "No, your \u201812\u2019 is not right" in text


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        (
            "Massachusetts' 893 is the highest number of missing kids, right?",
            ["No, Massachusetts is not highest", "Yes"],
        ),
        ("Is Colorado second in tips with 9,539?", ["Yes, Colorado is second highest of 5", "No, your ‘9,539’"]),
        (
            "Connecticut has the fewest tips and the fewest missing cases, right?",
            [
                "No, Connecticut is not lowest but second lowest of 5, counted by cases of missing children",
                "Yes, Connecticut is lowest of 5, counted by CyberTipline reports",
            ],
        ),
        (
            "Connecticut has the most tips and the fewest missing cases, right?",
            [
                "No, Connecticut is not highest but fifth highest of 5, counted by CyberTipline reports",
                "No, Connecticut is not lowest but second lowest of 5, counted by cases of missing children",
            ],
        ),
    ],
)
def test_a_rank_is_weighed_beside_a_number_and_by_each_measure(
    assistant: Assistant, statement: str, lines: list[str]
) -> None:
    given = assistant.ask(statement).text.splitlines()
    assert [line for line, wanted in zip(given, lines, strict=False) if line.startswith(wanted)] == given[:2]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two thousand seven hundred and thirty-two cases", "2732"),
        ("a hundred and twenty families", "120"),
        ("one hundred fifty-nine submissions", "159"),
        ("eight thousand six hundred eleven", "8611"),
        ("more than a thousand", "1000"),
        ("five hundred thousand", "500000"),
        ("of the two hundred and one cases", "201"),
    ],
)
def test_a_number_in_words_is_read_as_long_as_it_goes_on(text: str, value: str) -> None:
    assert [str(claim.value) for claim in read_claims(text)] == [value]


@pytest.mark.parametrize("text", ["one of them", "the five", "those two sheets", "one case"])
def test_words_that_count_no_figure_stay_words(text: str) -> None:
    assert not read_claims(text)
