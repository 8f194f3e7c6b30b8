"""What the five sheets print, typed from reading them, and sheets of the same kind made by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

PLACES = {
    "US-CO": "Colorado",
    "US-CT": "Connecticut",
    "US-MA": "Massachusetts",
    "US-MN": "Minnesota",
    "US-NY": "New York",
}
SOURCES = {
    "US-CO": "colorado-2023.txt",
    "US-CT": "connecticut-2023.txt",
    "US-MA": "massachusetts-2023.txt",
    "US-MN": "minnesota-2023.txt",
    "US-NY": "new-york-2023.txt",
}
WITHOUT_TEAM_ADAM_FIGURE = ("US-CO", "US-CT", "US-MN")

# Place figures as printed; every one is exact and of 2023.
PRINTED: dict[str, dict[str, str]] = {
    "cybertipline_reports_to_law_enforcement": {
        "US-CT": "5,956", "US-MA": "9,539", "US-NY": "40,545", "US-CO": "9,720", "US-MN": "8,611",
    },
    "cvip_submissions_reviewed": {"US-CT": "42", "US-MA": "49", "US-NY": "159", "US-CO": "24", "US-MN": "128"},
    "missing_children_cases": {"US-CT": "291", "US-MA": "893", "US-NY": "3,005", "US-CO": "467", "US-MN": "201"},
    "missing_from_social_services_facility": {
        "US-CT": "252", "US-MA": "807", "US-NY": "2,732", "US-CO": "327", "US-MN": "135",
    },
    "other_missing_children_cases": {"US-CT": "27", "US-MA": "70", "US-NY": "201", "US-CO": "120", "US-MN": "57"},
    "missing_reported_by_hhs_orr": {"US-CT": "12", "US-MA": "16", "US-NY": "72", "US-CO": "20", "US-MN": "9"},
    "sex_trafficking_engagements": {"US-CT": "1", "US-MA": "38", "US-NY": "95", "US-CO": "40", "US-MN": "22"},
    "team_hope_families_supported": {"US-CT": "46", "US-MA": "131", "US-NY": "692", "US-CO": "132", "US-MN": "66"},
    "families_connected_to_mental_health_services": {
        "US-CT": "52", "US-MA": "45", "US-NY": "187", "US-CO": "120", "US-MN": "55",
    },
    "ncmec_connect_new_professionals": {"US-CT": "87", "US-MA": "221", "US-NY": "648", "US-CO": "235", "US-MN": "91"},
    "team_adam_critical_case_assistance": {"US-MA": "1", "US-NY": "1"},
}  # fmt: skip
UNITS = {
    "cybertipline_reports_to_law_enforcement": "reports",
    "cvip_submissions_reviewed": "submissions",
    "missing_children_cases": "cases",
    "missing_from_social_services_facility": "cases",
    "other_missing_children_cases": "cases",
    "missing_reported_by_hhs_orr": "cases",
    "sex_trafficking_engagements": "engagements",
    "team_hope_families_supported": "survivors/families",
    "families_connected_to_mental_health_services": "survivors/families",
    "ncmec_connect_new_professionals": "professionals",
    "team_adam_critical_case_assistance": "cases",
}
ROWS = ("missing_from_social_services_facility", "other_missing_children_cases", "missing_reported_by_hhs_orr")


@dataclass(frozen=True)
class Overall:
    """An overall figure: as printed, its value, qualifier, unit and period, and the places whose sheets print it."""

    printed: str
    value: str
    qualifier: str
    unit: str
    period: str | None = "2023"
    places: tuple[str, ...] = tuple(PLACES)


OVERALL = {
    "cybertipline_reports": Overall("36.2 million", "36200000", "exact", "reports"),
    "cybertipline_content_pieces": Overall("105 million", "105000000", "more_than", "pieces of content"),
    "children_identified_cvip": Overall("27,130", "27130", "exact", "children", None),
    "missing_child_cases_assisted": Overall("28,886", "28886", "exact", "cases"),
    "runaways_from_social_services_facility": Overall("22,442", "22442", "exact", "cases"),
    "runaways_likely_trafficking_victims_percent": Overall("19%", "19", "exact", "percent"),
    "child_sex_trafficking_reports": Overall("18,400", "18400", "more_than", "reports"),
    "team_hope_supported": Overall("5,759", "5759", "exact", "survivors/families"),
    "team_adam_critical_incidents": Overall("57", "57", "exact", "incidents", places=WITHOUT_TEAM_ADAM_FIGURE),
    "team_adam_long_term_cases": Overall("146", "146", "exact", "cases", places=WITHOUT_TEAM_ADAM_FIGURE),
    "ncmec_connect_registered_users": Overall("18,000", "18000", "more_than", "users"),
}

PLACE_FACTS = [(i, place, printed) for i, figures in PRINTED.items() for place, printed in figures.items()]
OVERALL_PRINTINGS = [(i, place) for i, overall in OVERALL.items() for place in overall.places]


def number(printed: str) -> Decimal:
    """The value of a place figure as printed."""
    return Decimal(printed.replace(",", ""))


_MADE_SHEET = """\
The National Center for Missing and Exploited Children {place} Data

Listed below are {place} specific statistics relating to NCMEC's work.

NCMEC's Work to Combat Child Sexual Exploitation

In {year}, the CyberTipline received {overall_reports} reports related to child sexual exploitation, containing more \
than 105 million pieces of reported content. **In {year}, {reports} CyberTipline reports were made available to law \
enforcement in {place}.**

NCMEC has supported law enforcement's identification of 27,130 children. In {year}, NCMEC reviewed {submissions} \
submissions of child sexual exploitation material from {place} law enforcement.

NCMEC's Work to Help Locate and Recover Missing Children

In {year}, NCMEC assisted law enforcement, families, and social service agencies on {overall_cases} missing child \
cases, 22,442 of which involved children who had run away from a social services facility. Based on NCMEC's analysis, \
19% of these children were likely victims of child sex trafficking.

In {year}, NCMEC handled {cases} cases of missing children from {place} as follows:

Children Missing From Social Services Facility\t{facility}
Other Missing Children Cases\t{other}
Children Reported Missing by Office of Refugee Resettlement (HHS-ORR) :\t{orr}

NCMEC's Work to Combat Child Sex Trafficking

In {year}, NCMEC received more than 18,400 reports relating to child sex trafficking. In {year}, NCMEC had \
{engagements} engagements with {place} social service agencies on cases involving child sex trafficking.

NCMEC's Work to Support Survivors/Families Impacted by a Missing or Exploited Child Case

In {year}, Team HOPE supported 5,759 survivors and families with peer support, **including {hope} survivors/families \
in {place}.** In {year}, NCMEC connected {connected} survivors/families to mental health services in {place}.

NCMEC's Education Resources for Law Enforcement and Child-Serving Professionals

In {year}, NCMEC CONNECT had more than 18,000 registered users, including **{professionals} new law enforcement and \
child-serving professionals** in {place}.
{more}"""
_FIGURES = {
    "overall_reports": "36.2 million",
    "overall_cases": "28,886",
    "reports": "7,315",
    "submissions": "33",
    "cases": "600",
    "facility": "500",
    "other": "70",
    "orr": "30",
    "engagements": "14",
    "hope": "88",
    "connected": "61",
    "professionals": "143",
    "more": "",
}


def made_sheet(place: str = "Ohio", year: str = "2023", **figures: str) -> str:
    """A sheet in the family's wording with figures of its own."""
    return _MADE_SHEET.format(place=place, year=year, **(_FIGURES | figures))
