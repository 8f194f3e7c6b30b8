"""Ask the whole assistant the training questions that its model has not learned from: `python -m eval.bench.held_out`.

A twelfth of the labelled questions is held out of training (see `eval.training.questions`). Their labels say what is
asked, not what the answer is, so this is coarser than the golden set; but the questions are many, hard, and nobody
tuned to them, and unlike the test split they may be read: `--show another-measure` prints those of one outcome.
`--unlearned` asks the 8,100 questions in `eval/training/unlearned/` instead: groups of questions in which a word
narrows, and in which the same word or its like does not, and cries for help beside questions in like words.
"""

from __future__ import annotations

import logging
from collections import Counter

import click

from assistant import Assistant
from assistant.types import Answer, Operation, Status
from eval.training.questions import QUESTIONS, UNLEARNED, Question, read_questions, unmarked
from index.catalog import Catalog

FIGURES = {
    Operation.LOOKUP, Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE, Operation.SHARE, Operation.SUM,
    Operation.MEAN, Operation.MEDIAN, Operation.RANK, Operation.FILTER, Operation.COUNT,
}  # fmt: skip
# Operations whose figures bring others along: a share its whole, a ranking or a verdict nothing else.
_WITH_WHOLE = {Operation.SHARE, Operation.RATIO, Operation.DIFFERENCE, Operation.SUM}
# Labels under which several figures are right, whichever: they are only counted.
_SEVERAL = {"breakdown", "profile", "trend"}
OUTCOMES = {
    "right": "the measures and the operation of the label",
    "declined": "no figure, although the question can be answered",
    "another-measure": "figures of other measures only",
    "more-measures": "a figure of a measure that was not asked for, beside one that was",
    "fewer-measures": "not every measure that was asked for",
    "another-operation": "the right measures, reckoned with otherwise",
    "narrowed": "no figure, or part of an answer, as words narrow the question beyond the sheets",
    "narrowed-answered": "figures although words narrow the question beyond the sheets",
    "no-figure": "no figure, where none is asked for",
    "unasked-figure": "figures where none are asked for",
    "several": "profiles, breakdowns and trends, whatever the answer",
}


def outcome(question: Question, answer: Answer, catalog: Catalog) -> str:
    """Return which of OUTCOMES an answer is, by the labels of its question."""
    if question.operation in _SEVERAL:
        return "several"
    if question.operation not in FIGURES:
        return "unasked-figure" if answer.values else "no-figure"
    if unmarked(question.marked)[1]:
        return "narrowed-answered" if answer.values and answer.status is not Status.PARTIAL else "narrowed"
    if not answer.values:
        return "declined"
    given = {_subject(v.indicator, catalog) for v in answer.values if v.indicator}
    asked = {_subject(indicator, catalog) for indicator in question.indicators}
    tables = {_subject(row, catalog) for table in catalog.tables for row in (table.lead, *table.rows)}
    beside = given - asked
    if asked and beside and not (question.operation in _WITH_WHOLE and beside <= tables):
        return "more-measures" if given & asked else "another-measure"
    if asked - given:
        return "fewer-measures"
    done = {v.operation for v in answer.values}
    reckoned = question.operation == Operation.LOOKUP or question.claim or question.operation in done
    return "right" if reckoned else "another-operation"


def _subject(indicator: str, catalog: Catalog) -> str:
    """Return a measure, or the overall one that counts the same: which level is meant depends on the place."""
    known = catalog.by_id.get(indicator)
    return (known.overall_counterpart if known else None) or indicator


@click.command()
@click.option("--show", type=click.Choice(sorted(OUTCOMES)), help="Print the questions with this outcome too.")
@click.option("--unlearned", is_flag=True, help="Ask the set of which no training has learned; takes some minutes.")
def main(show: str | None, *, unlearned: bool) -> None:
    """Ask the held-out questions and print how many ended in each outcome."""
    logging.disable(logging.ERROR)
    assistant = Assistant.open()
    counts: Counter[str] = Counter()
    for question in read_questions(UNLEARNED if unlearned else QUESTIONS):
        if not (unlearned or question.held_out):
            continue
        text = unmarked(question.marked)[0]
        history = question.before.split(" | ") if question.before else []
        answer = assistant.ask(text, history)
        ended = outcome(question, answer, assistant.catalog)
        counts[ended] += 1
        if ended == show:
            label = ", ".join((question.operation, *question.indicators))
            click.echo(f"{' || '.join((*history, question.marked))}\n  label: {label}\n  {answer.text}\n")
    click.echo("| outcome | questions | what it means |\n|---|---|---|")
    for name, meaning in OUTCOMES.items():
        click.echo(f"| {name} | {counts[name]:,} | {meaning} |")


if __name__ == "__main__":
    main()
