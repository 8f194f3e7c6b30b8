"""Made sheets of the NCMEC family for measurements of scale: any place and year, seeded figures, with their truth.

Each is the bundled sheet of Colorado with another place, year and figures, and with statements worded in one of
several ways, as a publisher's sheets differ from year to year. The truth is what was put in, so it does not depend on
how StatDesk reads.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.library import bundled_corpus
from index.places import gazetteer

NEWEST = 2099

# What the sheet of Colorado prints, and what a made sheet prints in its place: one of the wordings.
_WORDINGS: dict[str, tuple[str, ...]] = {
    "the CyberTipline received 36.2 million reports": ("the CyberTipline received {overall} reports",),
    "In 2023, 9,720 CyberTipline reports were made available to law enforcement in Colorado": (
        "In {year}, {tips} CyberTipline reports were made available to law enforcement in {place}",
        "In fiscal year {year}, {tips} CyberTipline reports were made available to law enforcement in {place}",
        "In {year}, **{tips}** CyberTipline reports were made available to law enforcement in {place}",
    ),
    "In 2023, NCMEC reviewed 24 submissions": ("In {year}, NCMEC reviewed {submissions} submissions",),
    "from Colorado law enforcement": ("from {place} law enforcement",),
    "on 28,886 missing child cases": ("on {national} missing child cases",),
    "In 2023, NCMEC handled 467 cases of missing children from Colorado as follows": (
        "In {year}, NCMEC handled {cases} cases of missing children from {place} as follows",
        "In fiscal year {year}, NCMEC handled {cases} cases of missing children from {place} as follows",
    ),
    "\t327\n": ("\t{facility}\n",),
    "\t120\n": ("\t{other}\n",),
    "\t20\n": ("\t{orr}\n",),
    "In 2023, NCMEC had 40 engagements with Colorado social service agencies": (
        "In {year}, NCMEC had {engagements} engagements with {place} social service agencies",
    ),
    "including 132 survivors/families in Colorado": (
        "including {hope} survivors/families in {place}",
        "including {hope} survivors and families in {place}",
    ),
    "In 2023, NCMEC connected 120 survivors/families to mental health services in Colorado": (
        "In {year}, NCMEC connected {connected} survivors/families to mental health services in {place}",
        "In {year}, NCMEC connected {connected} survivors and families to mental health services in {place}",
    ),
    "including **235 new law enforcement and child-serving professionals** in Colorado": (
        "including **{professionals} new law enforcement and child-serving professionals** in {place}",
        "including {professionals} new law enforcement and child-serving professionals in {place}",
    ),
}  # fmt: skip
_PRINTED = re.compile("|".join(map(re.escape, _WORDINGS)))
_SLOTS = "tips submissions cases facility other orr engagements hope connected professionals".split()


@dataclass(frozen=True, slots=True)
class MadeSheet:
    """A sheet with its truth: values by indicator, of the place and of the nation."""

    name: str
    place: str
    place_name: str
    period: str
    text: str
    place_values: dict[str, int]
    overall_values: dict[str, int]


def made_sheets(number: int, seed: int = 7) -> Iterator[MadeSheet]:
    """Yield sheets for all places, year by year back from `NEWEST`; the same seed gives the same sheets.

    Raises ValueError if there are not so many years: the family's years are those from 1900 on.
    """
    places = {code: name for code, name in gazetteer().names.items() if code.startswith("US-")}
    if number > len(places) * (NEWEST - 1899):
        raise ValueError(f"at most {len(places) * (NEWEST - 1899)} sheets can be made")
    template = (bundled_corpus() / "colorado-2023.txt").read_text("utf-8")
    for n in range(number):
        code = list(places)[n % len(places)]
        year = NEWEST - n // len(places)
        yield _made_sheet(template, code, places[code], str(year), seed)


def _made_sheet(template: str, code: str, name: str, year: str, seed: int) -> MadeSheet:
    nation, own = random.Random(f"{seed}:{year}"), random.Random(f"{seed}:{year}:{code}")
    overall_values = {
        "cybertipline_reports": nation.randint(200, 990) * 100_000,
        "missing_child_cases_assisted": nation.randint(25_000, 60_000),
    }
    facility, other, orr = own.randint(2, 900), own.randint(2, 400), own.randint(2, 90)
    place_values = {
        "cybertipline_reports_to_law_enforcement": own.randint(300, 90_000),
        "cvip_submissions_reviewed": own.randint(2, 900),
        "missing_children_cases": facility + other + orr,
        "missing_from_social_services_facility": facility,
        "other_missing_children_cases": other,
        "missing_reported_by_hhs_orr": orr,
        "sex_trafficking_engagements": own.randint(2, 300),
        "team_hope_families_supported": own.randint(2, 900),
        "families_connected_to_mental_health_services": own.randint(2, 700),
        "ncmec_connect_new_professionals": own.randint(2, 2_000),
    }
    reports = overall_values["cybertipline_reports"]
    slots = {
        "year": year,
        "place": name,
        "overall": f"{reports / 1_000_000:g} million",
        "national": f"{overall_values['missing_child_cases_assisted']:,}",
    } | dict(zip(_SLOTS, (f"{value:,}" for value in place_values.values()), strict=True))
    text = _PRINTED.sub(lambda found: own.choice(_WORDINGS[found.group()]).format(**slots), template)
    text = text.replace("Colorado", name).replace("2023", year)
    file = f"{name.lower().replace(' ', '-')}-{year}.txt"
    return MadeSheet(file, code, name, year, text, place_values, overall_values)


def write_sheets(sheets: Iterator[MadeSheet], folder: Path) -> list[MadeSheet]:
    """Write the sheets as files into a folder and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for sheet in sheets:
        (folder / sheet.name).write_text(sheet.text, "utf-8")
        written.append(sheet)
    return written
