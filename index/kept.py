"""What a connection keeps of the store from one reading to the next, for as long as nothing in the store changes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from index.types import Document, Fact

# Documents are kept with their text; of a store with many more none fills the memory.
_DOCUMENTS = 256
# All facts of a store of up to some 200 sheets are read at once; of more, each is found by its slot when asked for.
KEPT_FACTS = 5000


class FactIndex:
    """All facts of a store, in the order in which the store lists them, to be found without a query."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = tuple(facts)
        self._by_indicator: dict[str, list[int]] = {}
        self._by_place: dict[str, list[int]] = {}
        self._by_document: dict[str, list[int]] = {}
        self._by_slot: dict[tuple[str, str], list[int]] = {}
        for n, fact in enumerate(self._facts):
            self._by_indicator.setdefault(fact.indicator, []).append(n)
            self._by_place.setdefault(fact.place, []).append(n)
            self._by_document.setdefault(fact.document_id, []).append(n)
            self._by_slot.setdefault((fact.indicator, fact.place), []).append(n)

    def find(
        self,
        *,
        indicators: Sequence[str],
        places: Sequence[str],
        periods: Sequence[str | None],
        value: Decimal | None,
        document_id: str | None,
        span: tuple[int, int] | None,
    ) -> list[Fact]:
        """Return the facts that fit every filter that is given."""
        found = [self._facts[n] for n in self._near(indicators, places, document_id)]
        if document_id is not None:
            found = [f for f in found if f.indicator in indicators] if indicators else found
            found = [f for f in found if f.place in places] if places else found
        if span is not None:
            found = [f for f in found if (f.start, f.end) == span]
        if periods:
            found = [f for f in found if f.period in periods]
        return found if value is None else [f for f in found if f.value == value]

    def slot(self, indicator: str, place: str, period: str) -> Iterator[Fact]:
        """Yield the facts of a slot, in their order."""
        of_place = (self._facts[n] for n in self._by_slot.get((indicator, place), ()))
        return (fact for fact in of_place if fact.period == period)

    def _near(self, indicators: Sequence[str], places: Sequence[str], document_id: str | None) -> Iterable[int]:
        """Return where the facts stand among which those of a document, or of measures and places, are."""
        if document_id is not None:
            return self._by_document.get(document_id, ())
        if indicators and places:
            groups = [self._by_slot.get((i, p), ()) for i in dict.fromkeys(indicators) for p in dict.fromkeys(places)]
        elif indicators:
            groups = [self._by_indicator.get(i, ()) for i in dict.fromkeys(indicators)]
        elif places:
            groups = [self._by_place.get(p, ()) for p in dict.fromkeys(places)]
        else:
            return range(len(self._facts))
        return groups[0] if len(groups) == 1 else sorted(n for group in groups for n in group)


@dataclass(slots=True)
class Kept:
    """What one connection has read of one state of the store.

    `state` is what the database says of it: it differs as soon as anyone else, this process or another, has committed
    a change. `used` says that the connection has been used in this state before: only then it is worth while to read
    all facts at once, and `many` that there are too many of them.
    """

    state: Hashable
    used: bool = False
    many: bool = False
    meta: dict[str, str] | None = None
    facts: FactIndex | None = None
    documents: dict[str, Document] = field(default_factory=dict)

    def add(self, name: str, document: Document) -> None:
        """Keep a document under the name by which it was asked for."""
        if len(self.documents) >= _DOCUMENTS:
            self.documents.clear()
        self.documents[name] = document
