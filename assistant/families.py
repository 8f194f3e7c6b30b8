"""Whose question it is, where the store holds documents of several families.

A family is asked where the question can be read as its own with certainty. Where two could be meant the asker is asked
which; what names none of them goes on with the family of the turn before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.lexicon import normalise, tokenise
from assistant.plain.desk import PlainDesk
from assistant.plain.question import PlainQuestion
from assistant.types import Answer, Intent, QueryPlan, Reason, Status
from index.catalog import Catalog
from index.places import listed

_ABOUT_ALL = (Intent.COVERAGE, Intent.GREETING)


@dataclass(frozen=True, slots=True)
class Route:
    """The families that a question may be meant for.

    `desk` with `question` is the one that is answered by its vocabulary; None for the one that a model was trained
    for. `history` are the earlier turns of that family. `all_of_them` says that the question is about all there is,
    `either` names the families between which it does not decide.
    """

    desk: PlainDesk | None = None
    question: PlainQuestion | None = None
    history: tuple[str, ...] = ()
    all_of_them: bool = False
    either: tuple[Catalog, ...] = ()


@dataclass(frozen=True, slots=True)
class Trained:
    """The family that the question model was trained for: its catalog, and how it plans a question."""

    catalog: Catalog
    plan: Callable[[str, Sequence[str]], QueryPlan]


@dataclass(slots=True)
class _Talk:
    """What was said to each family so far, and to which one last; None for the trained one."""

    questions: dict[str, PlainQuestion]
    turns: list[str]
    last: str | None = None


def route(question: str, history: Sequence[str], desks: Sequence[PlainDesk], trained: Trained | None) -> Route:
    """Tell whose question it is, with the earlier messages of the conversation, oldest first."""
    talk = _Talk({}, [])
    for message in history:
        _take_in(talk, message, _route(message, talk, desks, trained))
    return _route(question, talk, desks, trained)


def _take_in(talk: _Talk, message: str, taken: Route) -> None:
    if taken.desk is None:
        talk.turns.append(message)
        talk.last = talk.last if taken.all_of_them or taken.either else None
    elif taken.question is not None:
        family = taken.desk.catalog.family
        talk.last = family
        if taken.question.indicators or family not in talk.questions:
            talk.questions[family] = taken.question


def _route(question: str, talk: _Talk, desks: Sequence[PlainDesk], trained: Trained | None) -> Route:
    readings = [(desk, desk.read(question, talk.questions.get(desk.catalog.family))) for desk in desks]
    turns = tuple(talk.turns)
    if trained is None and len(readings) == 1:
        return Route(*readings[0])
    naming = [(desk, read) for desk, read in readings if read.names]
    begun = bool(turns) or talk.last is not None
    # a word such as "port" opens a talk with the family; later it does not change the family
    hinting = [(desk, read) for desk, read in readings if read.hints and not begun]
    last = [(desk, read) for desk, read in readings if desk.catalog.family == talk.last]
    plan = trained.plan(question, turns) if trained is not None else None
    if not naming and not hinting and _about_all([read.intent for _, read in readings], plan):
        return Route(all_of_them=True, history=turns)
    if trained is not None and plan is not None and _names_own(question, plan, trained.catalog):
        return _of_two(naming, trained.catalog, plan) or Route(history=turns)
    chosen = [(desk, read) for desk, read in naming if read.certain] or naming or last or hinting
    if len(chosen) > 1 or (not chosen and trained is None):
        return Route(either=tuple(desk.catalog for desk, _ in chosen or readings))
    return Route(*chosen[0]) if chosen else Route(history=turns)


def _about_all(intents: Sequence[Intent], plan: QueryPlan | None) -> bool:
    """Say whether a question is about all there is, or a greeting."""
    return all(intent in _ABOUT_ALL for intent in (*intents, *((plan.intent,) if plan else ())))


def _of_two(naming: Sequence[tuple[PlainDesk, PlainQuestion]], trained: Catalog, plan: QueryPlan) -> Route | None:
    """Return the route of a question that names something of the trained family, None if it is that family's.

    The family that accounts for every word of it is asked; if there is none, the one of whose places it speaks.
    """
    certain = understood(plan)
    measured = [(desk, read) for desk, read in naming if read.indicators and read.origins["indicators"] == "question"]
    if measured and not _names(plan, "indicators"):  # "cargo in Colorado" asks for no sheet of Colorado
        placed = [(desk, read) for desk, read in measured if read.certain and not _names(plan, "places")]
        either = Route(either=(trained, *(desk.catalog for desk, _ in measured)))
        return Route(*placed[0]) if len(placed) == 1 else either
    sure = [(desk, read) for desk, read in naming if read.certain]
    if not certain and not sure:
        sure = [(desk, read) for desk, read in naming if read.places or read.overall]
        certain = _names(plan, "places")
    if naming and bool(sure) == certain:
        return Route(either=(trained, *(desk.catalog for desk, _ in sure or naming)))
    if certain or not sure:
        return None
    return Route(*sure[0]) if len(sure) == 1 else Route(either=tuple(desk.catalog for desk, _ in sure))


def _names(plan: QueryPlan, slot: str) -> bool:
    """Say whether a question itself names a place, or a measure, of the trained family."""
    asked = [p for p in plan.parts or (plan,) if slot != "indicators" or not p.all_indicators]
    return any(p.origins.get(slot) == "question" and getattr(p, slot) for p in asked)


def _names_own(question: str, plan: QueryPlan, trained: Catalog) -> bool:
    """Say whether a question itself names a place, a measure or the publisher of the trained family.

    "Overall" names none: it is said of every family.
    """
    said = " ".join(token.key for token in tokenise(normalise(question)))
    published = any(re.search(rf"\b{re.escape(name)}\b", said) for name in trained.publisher_names)
    return published or _names(plan, "places") or _names(plan, "indicators")


def understood(plan: QueryPlan) -> bool:
    """Say whether a message is a question for figures, or for what the sheets are."""
    parts = plan.parts or (plan,)
    figures = all(p.intent is Intent.FIGURES and p.indicators and not p.leftovers for p in parts)
    return figures or plan.intent in (Intent.COVERAGE, Intent.GREETING, Intent.NOTHING)


def which_family(question: str, catalogs: Sequence[Catalog]) -> Answer:
    """Ask which family is meant."""
    titles = listed(f"the {catalog.title}" for catalog in catalogs).replace(" and ", " or ")
    return Answer(
        status=Status.CLARIFY,
        reason=Reason.AMBIGUOUS,
        text=f"I cannot tell which documents you mean: {titles}? Name them, or the place and the measure.",
        values=(),
        citations=(),
        plan=QueryPlan(question=question, clause=question, intent=Intent.FIGURES),
    )


def of_all(answers: Sequence[Answer]) -> Answer:
    """Join what each family says of what it covers."""
    return replace(answers[0], text="\n\n".join(dict.fromkeys(answer.text for answer in answers)))
