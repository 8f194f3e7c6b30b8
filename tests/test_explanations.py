"""Explanations, sections and sources: the right sentence word for word, and nothing where the sheets are silent."""

from __future__ import annotations

import re

import pytest
from invariants import breaches

from assistant import Assistant
from assistant.types import Answer, Status
from index.catalog import Catalog
from index.catalog.patterns import compile_pattern


def ask(assistant: Assistant, question: str, *history: str) -> Answer:
    answer = assistant.ask(question, history)
    assert breaches(answer, assistant.library) == []
    return answer


def quoted(answer: Answer) -> str:
    return " ".join(re.findall("\u201c(.+?)\u201d", answer.text, re.DOTALL))


def figures(answer: Answer) -> set[str]:
    return {str(value.value) for value in answer.values}


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("who are the people in team adam", "former law enforcement consultants"),
        ("At whose request does Team Adam go out?", "at the request of law enforcement"),
        ("What do the letters HHS-ORR mean?", "Office of Refugee Resettlement (HHS-ORR)"),
        ("What status has Congress given NCMEC?", "congressionally designated clearinghouse"),
        ("What is the mission of NCMEC?", "help find missing children"),
        ("Which dangers do runaways from a facility face?", "homelessness, gang involvement, and sex trafficking"),
        ("Can ordinary people report something to the CyberTipline?", "members of the public and online platforms"),
        ("Do families have to pay for the counselling?", "free or low-cost"),
        ("How does NCMEC use open-source data?", "open-source data and technology tools"),
        ("For whom is the training on NCMEC CONNECT meant?", "law enforcement and child-serving professionals"),
        ("what's the website for nationwide info", "missingkids.org/ourwork/impact"),
        ("what does the sheet say about homelessness", "uniquely vulnerable to homelessness"),
    ],
)
def test_the_sentence_that_answers_is_quoted(assistant: Assistant, question: str, held: str) -> None:
    answer = ask(assistant, question)
    assert (answer.status, answer.values) == (Status.ANSWERED, ()), answer.text
    assert held in quoted(answer)


@pytest.mark.parametrize(
    "question",
    [
        "What is NCMEC's annual budget?",
        "Who founded Team Adam?",
        "What is the phone number of the CyberTipline?",
        "How long does the training on NCMEC CONNECT take?",
        "What qualifications do the therapists in the Family Advocacy Outreach Network need?",
        "Which languages does Team HOPE offer?",
        "Who pays for CVIP?",
        "Where is NCMEC headquartered?",
    ],
)
def test_what_no_sheet_says_is_declined(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert (answer.status, answer.values, quoted(answer)) == (Status.NOT_FOUND, (), "")


@pytest.mark.parametrize(
    ("question", "held", "figure"),
    [
        ("What is Team HOPE and how many families did it help in New York?", "peer support network", "692"),
        ("Explain Team HOPE to readers and add Minnesota's number.", "peer support network", "66"),
        ("CVIP came up. Tell me what the program does, and how many submissions were reviewed from Connecticut?",
         "helps identify children", "42"),
    ],
)  # fmt: skip
def test_explanation_beside_a_figure(assistant: Assistant, question: str, held: str, figure: str) -> None:
    answer = ask(assistant, question)
    assert (answer.status, figures(answer)) == (Status.ANSWERED, {figure}), answer.text
    assert held in quoted(answer)


def test_subject_is_taken_from_before(assistant: Assistant) -> None:
    answer = ask(assistant, "A friend told me of Team Adam. What do they do?")
    assert "deploys former law enforcement consultants" in quoted(answer)
    assert "Child Victim Identification Program" in quoted(ask(assistant, "CVIP? What is that short for?"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Families section of the Massachusetts sheet", {"131", "45", "1"}),
        ("What are the numbers on support for survivors and families in Colorado?", {"132", "120"}),
        ("Colorado, online exploitation section only", {"9720", "24"}),
        ("Give me the trafficking section for New York", {"95"}),
        ("How do Colorado's missing children break down by type?", {"467", "327", "120", "20"}),
        ("Connecticut had 291 missing children cases. What's in that number?", {"291", "252", "27", "12"}),
    ],
)
def test_section_or_breakdown_is_listed(assistant: Assistant, question: str, expected: set[str]) -> None:
    answer = ask(assistant, question)
    assert (answer.status, figures(answer)) == (Status.ANSWERED, expected), answer.text


def test_section_does_not_swallow_a_narrowing_word(assistant: Assistant) -> None:
    answer = ask(assistant, "numbers on boys in the missing children section, New York")
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


def test_overall_figures_not_by_state(assistant: Assistant) -> None:
    answer = ask(assistant, "all the NCMEC-wide figures, not by state")
    assert {value.place for value in answer.values} == {"US"}
    assert {"36200000", "105000000", "27130", "28886", "22442", "19", "18400", "5759", "18000"} <= figures(answer)


def test_sentence_of_a_figure_is_read_out(assistant: Assistant) -> None:
    answer = ask(assistant, "Quote me the sentence in the Massachusetts sheet that has the trafficking engagements.")
    assert "NCMEC had 38 engagements with Massachusetts social service agencies" in quoted(answer)


def test_sheets_that_print_an_overall_figure_are_named(assistant: Assistant) -> None:
    answer = ask(assistant, "Which of the five sheets mention the 57 Team Adam incidents?")
    assert figures(answer) == {"57"}
    assert "in the sheets of Colorado, Connecticut and Minnesota." in answer.text


@pytest.mark.parametrize("question", ["Who put these numbers out?", "What's the reference year of your figures?"])
def test_questions_about_the_sheets_are_answered(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert answer.status == Status.ANSWERED
    assert "2023" in answer.text and "National Center for Missing & Exploited Children" in answer.text


def test_each_explanation_stands_in_the_sheets(assistant: Assistant) -> None:
    catalog: Catalog = assistant.catalog
    texts = [text for _, text in assistant.library.texts()]
    for explanation in catalog.explanations:
        assert any(compile_pattern(explanation.statement).search(text) for text in texts), explanation.id


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Could you tell me in a few words what this cybertipline is good for?", "the national mechanism"),
        ("would counselling set a family back a lot of money?", "free or low-cost"),
        ("do team adam people just turn up or does someone have to invite them", "at the request of law enforcement"),
        ("what perils await youngsters who bolt from foster care", "homelessness, gang involvement"),
    ],
)
def test_wordings_that_the_catalog_does_not_hold(assistant: Assistant, question: str, held: str) -> None:
    assert held in quoted(ask(assistant, question))


@pytest.mark.parametrize(
    "question",
    [
        "How does Team HOPE differ from the Outreach Network?",
        "difference between Team HOPE and FAON please",
        "Team HOPE vs Family Advocacy Outreach Network: what's the difference?",
    ],
)
def test_programs_that_are_compared_are_both_explained(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert "peer support network" in quoted(answer) and "mental health professionals" in quoted(answer)


def test_an_explanation_cites_the_sheet_that_was_spoken_of(assistant: Assistant) -> None:
    answer = ask(assistant, "And who are they?", "How many families did Team HOPE support in Minnesota?")
    assert [c.source for c in answer.citations] == ["minnesota-2023.txt"]


def test_a_measure_is_defined_in_the_words_of_the_catalog(assistant: Assistant) -> None:
    answer = ask(assistant, "What is a sex trafficking engagement?")
    assert (answer.status, answer.values) == (Status.ANSWERED, ())
    assert assistant.catalog.by_id["sex_trafficking_engagements"].definition in answer.text


def test_a_number_left_over_is_answered_with_no_sentence(assistant: Assistant) -> None:
    assert quoted(ask(assistant, "kids over 9 among Colorado's missing children cases")) == ""


@pytest.mark.parametrize("question", ["How did you calculate that?", "Show me the math", "how did you arrive at it"])
def test_a_computation_is_shown_again(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question, "How many more missing children cases did New York have than Colorado?")
    assert [v.operation.value for v in answer.values] == ["lookup", "lookup", "difference"]
    assert "new-york-2023.txt" in answer.text and "colorado-2023.txt" in answer.text


@pytest.mark.parametrize(
    "question", ["which states have a figure for Team Adam", "for which states is there a Team Adam number?"]
)
def test_states_whose_sheets_print_a_figure_are_named(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert {v.place for v in answer.values} == {"US-MA", "US-NY"}
    assert "Colorado, Connecticut and Minnesota" in answer.text


def test_the_title_of_a_sheet_is_cited(assistant: Assistant) -> None:
    answer = ask(
        assistant, "I want to put the Minnesota sheet in a bibliography: what is it titled, and for what year?"
    )
    assert "Exploited Children Minnesota Data" in answer.text and "2023" in answer.text
    assert [c.source for c in answer.citations] == ["minnesota-2023.txt"]


@pytest.mark.parametrize("question", ["How many states do you cover?", "how many states are in there"])
def test_states_are_counted(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert (answer.status, answer.values) == (Status.ANSWERED, ()) and "5 states" in answer.text


def test_vectors_of_wordings_are_kept(assistant: Assistant) -> None:
    model = assistant.library.query_model
    texts = [assistant.catalog.silent_on[0], "what is the program"]
    first = model.embed_kept(texts)
    assert (model.embed_kept(texts) == first).all()
    assert (first @ model.embed(texts).T).diagonal().min() > 0.999


@pytest.mark.parametrize(
    ("question", "spoken_of", "unknown"),
    [
        ("Since when does CVIP exist?", "CVIP", None),
        ("Since when does the CyberTipline operate?", "CyberTipline", None),
        ("How many children were rescued in Minnesota?", "children", "\u2018rescued\u2019"),
    ],
)
def test_no_word_of_the_sheets_is_said_to_be_missing_from_them(
    assistant: Assistant, question: str, spoken_of: str, unknown: str | None
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.NOT_FOUND
    assert f"\u2018{spoken_of}\u2019" not in answer.text
    assert unknown is None or unknown in answer.text


@pytest.mark.parametrize(
    "turns",
    [
        ["What does HHS-ORR stand for and how many children did it report missing in Massachusetts?"],
        ["What is HHS-ORR?", "How many children did it report missing in Massachusetts?"],
    ],
)
def test_it_is_the_row_just_explained(assistant: Assistant, turns: list[str]) -> None:
    assert figures(ask(assistant, turns[-1], *turns[:-1])) == {"16"}


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("How is Team HOPE different from the Family Advocacy Outreach Network?",
         ["peer support network", "mental health professionals"]),
        ("how does CVIP relate to the CyberTipline?", ["seized by law enforcement", "national mechanism"]),
    ],
)  # fmt: skip
def test_programmes_that_are_told_apart_are_both_explained(
    assistant: Assistant, question: str, quoted: list[str]
) -> None:
    text = assistant.ask(question).text
    assert [words for words in quoted if words not in text] == []


def test_a_heading_in_front_of_an_explanation_does_not_hide_it(assistant: Assistant) -> None:
    text = assistant.ask(
        "For the briefing: what does the Family Advocacy Outreach Network offer, and how many Connecticut families did "
        "NCMEC connect to mental health services?"
    ).text
    assert "therapeutic services" in text
    assert "**52** survivors/families" in text


def test_what_is_counted_and_how_many_are_two_questions(assistant: Assistant) -> None:
    text = assistant.ask("What is an engagement, and how many were there in New York?").text
    assert "social service agencies on cases" in text.split("\n")[0]
    assert "**95** engagements" in text
