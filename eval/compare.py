"""Two runs over the same cases: what broke, what was mended, and whether that is a regression.

A baseline holds an outcome for each case id and nothing else, so it may be kept beside cases that are not to be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.cases import Case, EvaluationError, hash_of
from eval.judging import Verdict
from eval.metrics.outcomes import crag_score
from eval.metrics.significance import mcnemar
from eval.run import Result

VERSION = 1
BASELINE = Path(__file__).with_name("baseline.json")
WRONG_FIGURE = "wrong figure"
_OUTCOMES = (*(verdict.value for verdict in Verdict), WRONG_FIGURE)
# From best to worst: to move to the right is to get worse.
_ORDER = {outcome: i for i, outcome in enumerate(_OUTCOMES)}


class Baseline(BaseModel):
    """Outcomes of an accepted run by case id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    system: str
    cases_hash: str
    outcomes: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A case whose outcome is another than before."""

    case: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed over the cases that both runs hold; scores between −1 and 1."""

    n: int
    added: int
    removed: int
    same_cases: bool
    broken: tuple[Change, ...]
    mended: tuple[Change, ...]
    score_before: float
    score_after: float
    wrong_figures_before: int
    wrong_figures_after: int
    p_value: float

    def is_regression(self, margin: float) -> bool:
        """Say whether the score fell by more than `margin` percentage points or wrong figures became more."""
        fell = (self.score_before - self.score_after) * 100
        return fell > margin + 1e-9 or self.wrong_figures_after > self.wrong_figures_before


def outcome(result: Result) -> str:
    """Return the outcome of a case: its verdict, or that a wrong figure was given."""
    return WRONG_FIGURE if result.judgement.wrong_figure else result.judgement.verdict.value


def baseline_of(system: str, results: Sequence[Result]) -> Baseline:
    """Return a run as a baseline."""
    return Baseline(
        version=VERSION,
        system=system,
        cases_hash=hash_of(result.case for result in results),
        outcomes={result.case.id: outcome(result) for result in sorted(results, key=lambda r: r.case.id)},
    )


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises EvaluationError for a file that cannot be read, is no baseline, or is one of another version.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise EvaluationError(f"The baseline {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise EvaluationError(f"The baseline {path} is not valid JSON: {error}.") from error
    version = content.get("version") if isinstance(content, dict) else None
    if version != VERSION:
        raise EvaluationError(
            f"The baseline {path} has version {version}, and this is StatDesk's version {VERSION}. "
            "Write it again with --write-baseline."
        )
    try:
        baseline = Baseline.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise EvaluationError(f"The baseline {path} is not valid at {where}: {first['msg']}.") from error
    if strange := next((o for o in baseline.outcomes.values() if o not in _OUTCOMES), None):
        raise EvaluationError(f"The baseline {path} holds an unknown outcome: {strange!r}.")
    return baseline


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write a baseline, one case a line.

    Raises EvaluationError if the file cannot be written.
    """
    write_text(path, json.dumps(baseline.model_dump(), indent=0) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file of a report.

    Raises EvaluationError if it cannot be written.
    """
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.") from error


def compare(baseline: Baseline, results: Sequence[Result]) -> Comparison:
    """Compare a run with a baseline, case by case.

    A case is broken if its outcome got worse, in the order right, abstained, wrong, wrong figure. The p-value is
    McNemar's exact test over the cases that are right in one of the two runs only. Raises EvaluationError if the two
    have no case in common.
    """
    after = {result.case.id: outcome(result) for result in results}
    common = [id_ for id_ in after if id_ in baseline.outcomes]
    if not common:
        raise EvaluationError("The baseline and this run have no case in common, so there is nothing to compare.")
    changes = [Change(case=id_, before=baseline.outcomes[id_], after=after[id_]) for id_ in common]
    broken = [c for c in changes if _ORDER[c.after] > _ORDER[c.before]]
    mended = [c for c in changes if _ORDER[c.after] < _ORDER[c.before]]
    right = Verdict.RIGHT.value
    return Comparison(
        n=len(common),
        added=len(after) - len(common),
        removed=len(baseline.outcomes) - len(common),
        same_cases=baseline.cases_hash == _hash(results),
        broken=tuple(sorted(broken, key=lambda c: (-_ORDER[c.after], c.case))),
        mended=tuple(sorted(mended, key=lambda c: c.case)),
        score_before=_score([c.before for c in changes]),
        score_after=_score([c.after for c in changes]),
        wrong_figures_before=sum(c.before == WRONG_FIGURE for c in changes),
        wrong_figures_after=sum(c.after == WRONG_FIGURE for c in changes),
        p_value=mcnemar(sum(c.before == right for c in broken), sum(c.after == right for c in mended)),
    )


def _hash(results: Sequence[Result]) -> str:
    return hash_of(result.case for result in results)


def _score(outcomes: Sequence[str]) -> float:
    right, abstained = outcomes.count(Verdict.RIGHT.value), outcomes.count(Verdict.ABSTAINED.value)
    return crag_score(right, abstained, len(outcomes) - right - abstained) or 0.0


def comparison_text(comparison: Comparison, margin: float, cases: Mapping[str, Case]) -> str:
    """Return a comparison for the terminal, newly broken cases first."""
    c = comparison
    lines = [f"Compared with the baseline over {c.n} cases:"]
    if not c.same_cases:
        lines.append(f"  the cases are not the same: {c.added} only in this run, {c.removed} only in the baseline,")
        lines.append("  and others may have been reworded")
    for title, changes in (("newly broken", c.broken), ("mended", c.mended)):
        lines.append(f"  {title}: {len(changes)}")
        lines += [
            f"    {cases[change.case].split:9} {change.case:28} {change.before} → {change.after}" for change in changes
        ]
    lines.append(f"  score {c.score_before:+.3f} → {c.score_after:+.3f}, McNemar's exact test p = {c.p_value:.3g}")
    lines.append(f"  wrong figures {c.wrong_figures_before} → {c.wrong_figures_after}")
    verdict = "REGRESSION" if c.is_regression(margin) else "no regression"
    lines.append(f"  {verdict} (margin {margin:g} points of the score, none for wrong figures)")
    return "\n".join(lines)
