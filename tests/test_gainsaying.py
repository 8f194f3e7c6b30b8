"""What an answer must not gainsay: answers made up by hand, right ones and ones that a misreading would give."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant import Assistant
from assistant.gainsaying import gainsaid
from assistant.types import Answer, Intent, Operation, QueryPlan, Reason, Status, Value
from index.types import NATION, Qualifier

MISSING, FACILITY, ORR = (
    "missing_children_cases",
    "missing_from_social_services_facility",
    "missing_reported_by_hhs_orr",
)
CO, CT, MA, MN, NY = "US-CO", "US-CT", "US-MA", "US-MN", "US-NY"
LOOKUP, SUM, RANK, DIFFERENCE = Operation.LOOKUP, Operation.SUM, Operation.RANK, Operation.DIFFERENCE


def answered(question: str, places: list[str], operation: Operation, text: str, measure: str = MISSING) -> Answer:
    """An answer with one figure of each place, and one of what is computed from them."""

    def value(place: str | None, operation: Operation) -> Value:
        return Value(
            value=Decimal(7), qualifier=Qualifier.EXACT, unit="cases", indicator=measure, place=place, period="2023",
            operation=operation, formula=None, citations=(1,),
        )  # fmt: skip

    computed = [] if operation in (LOOKUP, RANK) else [value(None, operation)]
    printed = RANK if operation is RANK else LOOKUP
    return Answer(
        status=Status.ANSWERED, reason=None, text=text, values=(*(value(p, printed) for p in places), *computed),
        citations=(), plan=QueryPlan(question=question, intent=Intent.FIGURES),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("turns", "places", "operation", "why"),
    [
        # what is named is spoken of
        (("Forget Minnesota, I need New York. The gap to Colorado?",), [MN, CO], DIFFERENCE, "New York"),
        (("Massachusetts and New York each had one case, correct?",), [MA], LOOKUP, "New York"),
        # what is dropped is not in the answer
        (("Cases in Minnesota, Massachusetts?", "Drop Massachusetts and total the rest"), [MN, MA], SUM,
         "leave out Massachusetts"),
        (("Cases in New York?", "Minnesota, not New York"), [MN, NY], LOOKUP, "leave out New York"),
        # as many as the message says
        (("Cases in Colorado?", "And Minnesota?", "both states together?"), [CO, CT, MA, MN, NY], SUM, "which 2"),
        (("Colorado?", "Minnesota?", "Connecticut?", "the sum of those three?"), [CO, MN], SUM, "which 3"),
        # nobody's overall figure, and no other states
        (("Cases in Colorado?", "And Minnesota?", "the difference?"), [NATION, CO, MN], DIFFERENCE, "overall figure"),
        (("I live in Minnesota. How many cases?", "How many in our state?"), [NATION], LOOKUP, "which state is yours"),
        (("Cases in Colorado and Minnesota?", "average"), [CO, CT, MA, MN], Operation.MEAN, "which states"),
    ],
)  # fmt: skip
def test_an_answer_that_gainsays_its_message_is_found(
    assistant: Assistant, turns: tuple[str, ...], places: list[str], operation: Operation, why: str
) -> None:
    answer = answered(turns[-1], places, operation, "figures")
    assert why in gainsaid(answer, turns[:-1], assistant.planner.reader)


@pytest.mark.parametrize(
    ("turns", "places", "operation", "text"),
    [
        (("Forget Minnesota, I need New York. The gap to Colorado?",), [NY, CO], DIFFERENCE, "figures"),
        (("Cases in Colorado and Ohio?",), [CO], LOOKUP, "I have no sheet for Ohio."),
        (("Cases in all states?", "take New York out"), [CO, CT, MA, MN], LOOKUP, "figures"),
        (("Cases in all states?", "apart from New York and Massachusetts"), [CO, CT, MN], LOOKUP, "figures"),
        (("New York had 3,005 cases, how many had the rest?",), [CO, CT, MA, MN], SUM, "figures"),
        (("New York minus Colorado, cases",), [NY, CO], DIFFERENCE, "figures"),
        (("Which of the states is it?", "Not New York, surely?"), [NY, CO], RANK, "Yes, New York is highest."),
        (("Cases in Colorado?", "And Minnesota?", "both states together?"), [CO, MN], SUM, "figures"),
        (("Cases in Colorado?", "the two lowest?"), [CO, CT, MA, MN, NY], RANK, "figures"),
        (("Cases in Colorado?", "how far from the national figure?"), [NATION, CO], DIFFERENCE, "figures"),
        (("Cases in Colorado?", "and for the state with the Big Apple?"), [NY], LOOKUP, "figures"),
        (("Cases in Colorado?", "which states have more?"), [MA, NY], LOOKUP, "figures"),
        (("Cases in Massachusetts please. Tx",), [MA], LOOKUP, "figures"),
        (("What drove the drop in Connecticut's cases?",), [CT], LOOKUP, "figures"),
        (("Average of the five?", "New York skews that. What is it without it?"), [CO, CT, MA, MN], LOOKUP, "figures"),
    ],
)  # fmt: skip
def test_an_answer_that_fits_its_message_is_given(
    assistant: Assistant, turns: tuple[str, ...], places: list[str], operation: Operation, text: str
) -> None:
    answer = answered(turns[-1], places, operation, text)
    assert gainsaid(answer, turns[:-1], assistant.planner.reader) == ""


@pytest.mark.parametrize(("measure", "found"), [(ORR, True), (FACILITY, False)])
def test_a_measure_that_a_follow_up_drops_is_not_answered(assistant: Assistant, measure: str, found: bool) -> None:
    history = ("Minnesota: facility and ORR cases",)
    answer = answered("The same for Connecticut but skip ORR", [CT], LOOKUP, "figures", measure)
    assert bool(gainsaid(answer, history, assistant.planner.reader)) is found


def test_an_answer_that_gainsays_its_message_is_not_given(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.pipeline.gainsaid", lambda answer, history, reader: "I could not leave out Ohio")
    answer = assistant.ask("How many missing children cases in Colorado?")
    assert (answer.status, answer.reason, answer.values) == (Status.CLARIFY, Reason.AMBIGUOUS, ())
    assert "so I give no figures: I could not leave out Ohio." in answer.text
