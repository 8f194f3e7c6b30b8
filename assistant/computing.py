"""Arithmetic over facts: every result names its operands, its formula and how printed bounds carry through.

Results are words and numbers that verification makes again from the same facts; a line that it cannot make again is
not said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from assistant.types import Operation
from index.catalog import Catalog
from index.places import name_of
from index.quantities import QUALIFIER_WORDS, grouped, normal, plain
from index.types import NATION, Fact, Qualifier

_FOUR_PLACES = Decimal("0.0001")
# How a result is rounded in words, by the least it is: 13.5, 0.07, 0.002.
_STEPS = ((1, Decimal("0.1")), (Decimal("0.1"), Decimal("0.01")), (Decimal("0.01"), Decimal("0.001")))
_OPPOSITE = {
    Qualifier.MORE_THAN: Qualifier.LESS_THAN,
    Qualifier.AT_LEAST: Qualifier.LESS_THAN,
    Qualifier.LESS_THAN: Qualifier.MORE_THAN,
    Qualifier.ABOUT: Qualifier.ABOUT,
    Qualifier.EXACT: Qualifier.EXACT,
}


@dataclass(frozen=True, slots=True)
class Result:
    """What an operation gives: value (at most 4 decimals), bound, unit of the result, and formula of the operands."""

    value: Decimal
    qualifier: Qualifier
    unit: str
    formula: str


def rounded(value: Decimal, step: Decimal = _FOUR_PLACES) -> Decimal:
    """Round half up to a step."""
    return normal(value.quantize(step, rounding=ROUND_HALF_UP))


def in_words(value: Decimal) -> Decimal:
    """Round a result as an answer says it: to one decimal, below 1 to two figures that count."""
    fine = next((step for least, step in _STEPS if abs(value) >= least), _FOUR_PLACES)
    return rounded(value, fine if value else _STEPS[0][1])


def _joint(qualifiers: Sequence[Qualifier]) -> Qualifier:
    """Return how a sum of bounded figures is bounded; opposite bounds leave only "about"."""
    bounds = {q for q in qualifiers if q is not Qualifier.EXACT}
    if not bounds:
        return Qualifier.EXACT
    if len(bounds) == 1:
        return bounds.pop()
    return Qualifier.MORE_THAN if bounds == {Qualifier.MORE_THAN, Qualifier.AT_LEAST} else Qualifier.ABOUT


def _against(first: Qualifier, others: Sequence[Qualifier]) -> Qualifier:
    """Return how a difference or quotient is bounded: a bound of what is taken away or divided by turns round."""
    return _joint([first, *(_OPPOSITE[q] for q in others)])


def compute(operation: Operation, operands: Sequence[Fact]) -> Result:
    """Carry out an operation on facts, in their order.

    difference a - b - ...; ratio a / b; share 100 a / b; percent_change 100 |a - b| / b; sum; mean; median. A share
    of more than two operands is 100 a / (a + b + ...). Raises ValueError for an operation that is none of these or a
    division by zero.
    """
    values = [fact.value for fact in operands]
    qualifiers = [fact.qualifier for fact in operands]
    first, rest = values[0], values[1:]
    numbers = [plain(value) for value in values]
    unit = operands[0].unit
    minus = _against(qualifiers[0], qualifiers[1:])
    if operation in (Operation.RATIO, Operation.SHARE, Operation.PERCENT_CHANGE) and not sum(rest):
        raise ValueError("a division by zero")
    if operation is Operation.DIFFERENCE:
        return Result(rounded(first - sum(rest)), minus, unit, " - ".join(numbers))
    if operation is Operation.RATIO:
        return Result(rounded(first / rest[0]), minus, "ratio", f"{numbers[0]} / {numbers[1]}")
    if operation is Operation.SHARE:
        return _share(values, numbers, qualifiers)
    if operation is Operation.PERCENT_CHANGE:
        high, low = (0, 1) if first >= rest[0] else (1, 0)
        formula = f"({numbers[high]} - {numbers[low]}) / {numbers[1]}"
        return Result(rounded(100 * abs(first - rest[0]) / rest[0]), minus, "percent", formula)
    if operation is Operation.SUM:
        return Result(rounded(sum(values, Decimal(0))), _joint(qualifiers), unit, " + ".join(numbers))
    if operation is Operation.MEAN:
        mean = sum(values, Decimal(0)) / len(values)
        return Result(rounded(mean), _joint(qualifiers), unit, f"({' + '.join(numbers)}) / {len(values)}")
    if operation is Operation.MEDIAN:
        return Result(rounded(median(values)), _joint(qualifiers), unit, f"median({', '.join(numbers)})")
    raise ValueError(f"{operation} is no arithmetic")


def _share(values: Sequence[Decimal], numbers: Sequence[str], qualifiers: Sequence[Qualifier]) -> Result:
    if len(values) == 2:
        whole, formula = values[1], f"{numbers[0]} / {numbers[1]}"
        qualifier = _against(qualifiers[0], qualifiers[1:])
    else:
        whole, formula = sum(values, Decimal(0)), f"{numbers[0]} / ({' + '.join(numbers)})"
        qualifier = _joint(qualifiers)
    return Result(rounded(100 * values[0] / whole), qualifier, "percent", formula)


def compute_joint_share(operands: Sequence[Fact], parts: int, *, of_all: bool = False) -> Result:
    """Return the share that the first operands have together, 100 (a + b) / c; the last one is the whole.

    With `of_all` the whole is the sum of all operands: 100 (a + b) / (a + b + c + ...). Raises ValueError for a
    division by zero.
    """
    values = [fact.value for fact in operands]
    numbers = [plain(value) for value in values]
    whole = sum(values, Decimal(0)) if of_all else values[-1]
    if not whole:
        raise ValueError("a division by zero")
    below = f"({' + '.join(numbers)})" if of_all else numbers[-1]
    above = [fact.qualifier for fact in operands[:parts]]
    bound = _joint([f.qualifier for f in operands]) if of_all else _against(_joint(above), [operands[-1].qualifier])
    share = rounded(100 * sum(values[:parts], Decimal(0)) / whole)
    return Result(share, bound, "percent", f"({' + '.join(numbers[:parts])}) / {below}")


def compute_of_sums(operation: Operation, operands: Sequence[Fact]) -> Result:
    """Return what two sums are to each other: the sum of the first half of the figures and that of the second.

    ratio (a + b + ...) / (c + d + ...); share 100 (a + b + ...) / (c + d + ...), of parts in their wholes. Raises
    ValueError for a division by zero.
    """
    halves = operands[: len(operands) // 2], operands[len(operands) // 2 :]
    above, below = (sum((f.value for f in half), Decimal(0)) for half in halves)
    if not below:
        raise ValueError("a division by zero")
    first, second = (" + ".join(plain(f.value) for f in half) for half in halves)
    bounds = [_joint([f.qualifier for f in half]) for half in halves]
    of_whole = operation is Operation.SHARE
    value = rounded((100 if of_whole else 1) * above / below)
    return Result(value, _against(bounds[0], bounds[1:]), "percent" if of_whole else "ratio", f"({first}) / ({second})")


def of_sums_line(operation: Operation, operands: Sequence[Fact], numbers: Sequence[int], catalog: Catalog) -> str:
    """Word the ratio or share of two sums; `numbers` are the citations of the operands."""
    result, shown, half = compute_of_sums(operation, operands), _shown(operands, catalog), len(operands) // 2
    terms = f"({' + '.join(shown[:half])}) / ({' + '.join(shown[half:])})"
    if operation is Operation.SHARE:
        return _line("Share of the sums", terms, result, operands, numbers, catalog)
    exact = in_words(result.value) == result.value
    return _line("Ratio of the sums", terms, result, operands, numbers, catalog, exact=exact)


def joint_share_line(
    operands: Sequence[Fact], numbers: Sequence[int], catalog: Catalog, parts: int, *, of_all: bool = False
) -> str:
    """Word the share that several figures have together; `numbers` are the citations of the operands."""
    result, shown = compute_joint_share(operands, parts, of_all=of_all), _shown(operands, catalog)
    whole = f"the sum of {', '.join(shown)}" if of_all else shown[-1]
    terms = f"({' + '.join(shown[:parts])}) / {whole}"
    return _line("Share together", terms, result, operands, numbers, catalog)


def compute_complement(operands: Sequence[Fact]) -> Result:
    """Return the share of a whole that is not in a part, 100 (b - a) / b, of a part a and its whole b."""
    part, whole = operands
    if not whole.value:
        raise ValueError("a division by zero")
    formula = f"({plain(whole.value)} - {plain(part.value)}) / {plain(whole.value)}"
    bound = _against(Qualifier.EXACT, [_against(part.qualifier, [whole.qualifier])])
    return Result(rounded(100 * (whole.value - part.value) / whole.value), bound, "percent", formula)


def complement_line(operands: Sequence[Fact], numbers: Sequence[int], catalog: Catalog) -> str:
    """Word the share of a whole that is not in a part; `numbers` are the citations of part and whole."""
    result, (part, whole) = compute_complement(operands), _shown(operands, catalog)
    exact = 100 * (operands[1].value - operands[0].value) / operands[1].value == in_words(result.value)
    terms = f"({whole} - {part}) / {whole}"
    return _line("Share of the rest", terms, result, operands, numbers, catalog, exact=exact)


def compute_from_average(operands: Sequence[Fact]) -> Result:
    """Return how far a figure a is from the mean of figures, |a - (b + c + ...) / n|; a may be one of them.

    The larger one stands first in the formula.
    """
    own, *group = operands
    mean = sum((fact.value for fact in group), Decimal(0)) / len(group)
    averaged = f"({' + '.join(plain(fact.value) for fact in group)}) / {len(group)}"
    above = own.value >= mean
    formula = f"{plain(own.value)} - {averaged}" if above else f"{averaged} - {plain(own.value)}"
    joint = _joint([fact.qualifier for fact in group])
    bound = _against(own.qualifier, [joint]) if above else _against(joint, [own.qualifier])
    return Result(rounded(abs(own.value - mean)), bound, own.unit, formula)


def from_average_line(operands: Sequence[Fact], numbers: Sequence[int], catalog: Catalog) -> str:
    """Word how far a figure is from the mean of figures; `numbers` are the citations of the operands."""
    result, (own, *group) = compute_from_average(operands), _shown(operands, catalog)
    averaged = f"({' + '.join(group)}) / {len(group)}"
    above = result.formula.startswith(f"{plain(operands[0].value)} - ")
    title = f"{'Above' if above else 'Below'} the mean of these figures by"
    terms = f"{own} - {averaged}" if above else f"{averaged} - {own}"
    exact = in_words(result.value) == result.value
    return _line(title, terms, result, operands, numbers, catalog, exact=exact)


POINTS = "percentage points"


def compute_points(operands: Sequence[Fact]) -> Result:
    """Return how far apart two shares are, 100 (a / b - c / d), of the parts a and c and their wholes b and d."""
    a, b, c, d = operands
    if not (b.value and d.value):
        raise ValueError("a division by zero")
    high = _against(a.qualifier, [b.qualifier])
    bound = _against(high, [_against(c.qualifier, [d.qualifier])])
    formula = f"{plain(a.value)} / {plain(b.value)} - {plain(c.value)} / {plain(d.value)}"
    return Result(rounded(100 * (a.value / b.value - c.value / d.value)), bound, POINTS, formula)


def points_line(operands: Sequence[Fact], numbers: Sequence[int], catalog: Catalog) -> str:
    """Word how far apart two shares are; `numbers` are the citations of the parts and the wholes."""
    result, (a, b, c, d) = compute_points(operands), _shown(operands, catalog)
    terms = f"{a} / {b} - {c} / {d}"
    return _line("Difference of the two shares", terms, result, operands, numbers, catalog)


_TITLES = {
    Operation.DIFFERENCE: "Difference",
    Operation.RATIO: "Ratio",
    Operation.SHARE: "Share",
    Operation.PERCENT_CHANGE: "Change in percent",
    Operation.SUM: "Sum of these figures",
    Operation.MEAN: "Mean of these figures",
    Operation.MEDIAN: "Median of these figures",
}


def result_line(operation: Operation, operands: Sequence[Fact], numbers: Sequence[int], catalog: Catalog) -> str:
    """Word a result with its operands and formula; `numbers` are the operands' citations."""
    result, shown = compute(operation, operands), _shown(operands, catalog)
    title = _TITLES[operation]
    if operation is Operation.PERCENT_CHANGE:
        title = f"The first figure is {'above' if operands[0].value >= operands[1].value else 'below'} the second by"
    if operation is Operation.PERCENT_CHANGE and of_years(operands):
        title = f"{'Higher' if operands[0].value >= operands[1].value else 'Lower'} than before by"
    if operation is Operation.SHARE and len(operands) == 2 and len({f.indicator for f in operands}) == 1:
        title = "The first figure in percent of the second"
    if operation is Operation.SUM and len({f.place for f in operands}) > 1:
        title = f"{title}, not {catalog.overall_figure}"
    exact = in_words(result.value) == result.value and _is_exact(operation, operands)
    return _line(title, _FORMULAS[operation](shown), result, operands, numbers, catalog, exact=exact)


def _shown(operands: Sequence[Fact], catalog: Catalog) -> list[str]:
    """Word operands: "more than 18,400 (NCMEC overall)"."""
    names = _names(operands, catalog)
    pairs = zip(operands, names, strict=True)
    return [f"{QUALIFIER_WORDS[f.qualifier]} {grouped(f.value)} ({name})".strip() for f, name in pairs]


def _line(
    title: str,
    terms: str,
    result: Result,
    operands: Sequence[Fact],
    numbers: Sequence[int],
    catalog: Catalog,
    *,
    exact: bool = False,
) -> str:
    """Word a result behind its terms, with what they are taken from; `exact` says that it needed no rounding."""
    bound, value = QUALIFIER_WORDS[result.qualifier], grouped(in_words(result.value))
    answer = f"{bound} **{value}{_unit(result, catalog)}**".strip()
    years = dict.fromkeys(catalog.period_reader.say(f.period) for f in operands if f.period)
    periods = "" if of_years(operands) else ", ".join(years)  # of several periods each operand names its own
    marks = "".join(f"[{n}]" for n in dict.fromkeys(numbers))
    note = "" if exact else ", rounded"
    return f"{title}{', ' if periods else ''}{periods}: {terms} = {answer}{note} {marks}."


def _is_exact(operation: Operation, operands: Sequence[Fact]) -> bool:
    """Say whether the result needed no rounding."""
    values = [f.value for f in operands]
    if operation in (Operation.RATIO, Operation.SHARE, Operation.PERCENT_CHANGE):
        whole = values[1] if len(values) == 2 else sum(values, Decimal(0))
        exact = 100 * values[0] / whole
        return exact == rounded(exact)
    if operation is Operation.MEAN:
        mean = sum(values, Decimal(0)) / len(values)
        return mean == rounded(mean)
    return True


_FORMULAS: dict[Operation, Callable[[Sequence[str]], str]] = {
    Operation.DIFFERENCE: " - ".join,
    Operation.RATIO: " / ".join,
    Operation.SHARE: lambda shown: (
        " / ".join(shown) if len(shown) == 2 else f"{shown[0]} / the sum of {', '.join(shown)}"
    ),
    Operation.PERCENT_CHANGE: lambda shown: f"the difference of {shown[0]} and {shown[1]} / {shown[1]}",
    Operation.SUM: " + ".join,
    Operation.MEAN: lambda shown: f"({' + '.join(shown)}) / {len(shown)}",
    Operation.MEDIAN: lambda shown: f"the middle of {', '.join(shown)}",
}


def _unit(result: Result, catalog: Catalog) -> str:
    if result.unit == "percent":
        return "%"
    if result.unit == "ratio":
        return ""
    if result.unit == POINTS:
        return f" {POINTS}"
    words = catalog.units[result.unit]
    return f" {words.one if result.value == 1 else words.many}"


def of_years(operands: Sequence[Fact]) -> bool:
    """Say whether figures are of several periods."""
    return len({f.period for f in operands if f.period}) > 1


def _names(operands: Sequence[Fact], catalog: Catalog) -> list[str]:
    """Name operands by what tells them apart: place, measure and period, or those of them that differ."""
    places = {f.place for f in operands}
    indicators = {f.indicator for f in operands}
    dated = of_years(operands)
    names: list[str] = []
    for fact in operands:
        place = catalog.overall if fact.place == NATION else name_of(fact.place)
        label = catalog.by_id[fact.indicator].label
        of_one = label if len(indicators) > 1 or not dated else place  # one measure of one place over the years
        name = of_one if len(places) == 1 else place if len(indicators) == 1 else f"{place}, {label}"
        names.append(f"{name}, {catalog.period_reader.say(fact.period)}" if dated and fact.period else name)
    return names


# rankings and filters


def count_fitting(facts: Sequence[Fact], threshold: Threshold) -> Result:
    """Count the facts that fit a condition; the unit of the result is "places"."""
    number = sum(threshold.passes(fact.value) for fact in facts)
    return Result(Decimal(number), Qualifier.EXACT, "places", f"count({threshold.formula})")


def count_line(result: Result, of: int) -> str:
    """Word a count."""
    return f"**{plain(result.value)}** of {of} fit the condition."


def ranked(facts: Sequence[Fact], *, highest_first: bool) -> list[tuple[int, Fact]]:
    """Order facts by value with their ranks; equal values share a rank."""
    ordered = sorted(facts, key=lambda f: -f.value if highest_first else f.value)
    return [
        (1 + sum((g.value > f.value) if highest_first else (g.value < f.value) for g in ordered), f) for f in ordered
    ]


def rank_formula(rank: int, of: int, *, highest_first: bool) -> str:
    """Write a rank: "rank 2 of 5, highest first"."""
    return f"rank {rank} of {of}, {'highest' if highest_first else 'lowest'} first"


def rank_line(fact: Fact, rank: int, of: int, *, highest_first: bool, tied: int) -> str:
    """Word a rank in front of the sentence that states the figure."""
    tie = ", tied" if tied > 1 else ""
    return f"**{name_of(fact.place)}**: {ordinal_word(rank, highest_first=highest_first)} of {of}{tie}."


def row_line(fact: Fact, rank: int, *, highest_first: bool, catalog: Catalog) -> str:
    """Word the rank of a row of a table among its other rows."""
    word = ordinal_word(rank, highest_first=highest_first).capitalize()
    return f"{word} of these: {catalog.by_id[fact.indicator].label}."


def sides(facts: Sequence[Fact]) -> dict[tuple[str, str], list[str]]:
    """Return the places where one of two measures is above the other: (larger, smaller) to the codes of places."""
    found: dict[tuple[str, str], list[str]] = {}
    for place in dict.fromkeys(f.place for f in facts):
        pair = sorted((f for f in facts if f.place == place), key=lambda f: -f.value)
        if len(pair) == 2 and pair[0].value > pair[1].value:
            found.setdefault((pair[0].indicator, pair[1].indicator), []).append(place)
    return found


def side_line(larger: str, smaller: str, places: Sequence[str], catalog: Catalog) -> str:
    """Word where one measure is above another; `places` are their codes."""
    names = ", ".join(name_of(place) for place in places)
    return f"Higher for {catalog.by_id[larger].label} than for {catalog.by_id[smaller].label}: {names}."


def ordinal_word(rank: int, *, highest_first: bool) -> str:
    """Word a rank: "highest", "second lowest"."""
    word = "highest" if highest_first else "lowest"
    return word if rank == 1 else f"{_ORDINALS.get(rank, f'{rank}th')} {word}"


_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A condition on a figure; `low` and `high` bound it, each with whether the bound itself passes."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_passes: bool = False
    high_passes: bool = False

    def passes(self, value: Decimal) -> bool:
        """Say whether a value fits the condition."""
        above = self.low is None or value > self.low or (self.low_passes and value == self.low)
        below = self.high is None or value < self.high or (self.high_passes and value == self.high)
        return above and below

    @classmethod
    def parse(cls, formula: str) -> Threshold:
        """Read a condition back from its formula.

        Raises ValueError if it is none.
        """
        found = re.findall(r"(>=|<=|>|<) (\d+(?:\.\d+)?)", formula)
        if not found:
            raise ValueError(f"no condition: {formula!r}")
        low = next(((op, number) for op, number in found if op[0] == ">"), None)
        high = next(((op, number) for op, number in found if op[0] == "<"), None)
        return cls(
            low=Decimal(low[1]) if low else None,
            high=Decimal(high[1]) if high else None,
            low_passes=bool(low and low[0] == ">="),
            high_passes=bool(high and high[0] == "<="),
        )

    @property
    def formula(self) -> str:
        """Write the condition: "> 100", ">= 100 and <= 200"."""
        parts = []
        if self.low is not None:
            parts.append(f"{'>=' if self.low_passes else '>'} {plain(self.low)}")
        if self.high is not None:
            parts.append(f"{'<=' if self.high_passes else '<'} {plain(self.high)}")
        return " and ".join(parts)
