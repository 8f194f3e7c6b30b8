"""Whose a sheet is: by title, lead and statements, and what becomes of one that does not say so clearly.

The made sheets state, of a place and a year: 9,720 reports, 24 submissions, 467 cases, 13 engagements, 88 and 30
families and 201 professionals; and of the nation 28,886 cases, 5,759 families and more than 18,000 users.
"""

from __future__ import annotations

import pytest

from index.build import Processed, process
from index.catalog import load_catalogs
from index.passages import text_hash
from index.sidecars import Provenance
from index.types import FlagKind

LEAD = "Listed below are {} specific statistics relating to NCMEC's work."
STATE_FIGURES = 7
FIGURES = 10


def body(place: str, when: str = "In 2023, ") -> str:
    """State ten figures for a place; without `when` no year is given."""
    return "\n\n".join(
        sentence if when else sentence[0].upper() + sentence[1:]
        for sentence in (
            f"{when}9,720 CyberTipline reports were made available to law enforcement in {place}.",
            f"{when}NCMEC reviewed 24 submissions of child sexual exploitation material from {place} law enforcement.",
            f"{when}NCMEC assisted law enforcement, families, and social service agencies on 28,886 missing child "
            "cases.",
            f"{when}NCMEC handled 467 cases of missing children from {place}.",
            f"{when}NCMEC had 13 engagements with {place} social service agencies on cases involving child sex "
            "trafficking.",
            f"{when}Team HOPE supported 5,759 survivors and families with peer support, including 88 "
            f"survivors/families in {place}. {when}NCMEC connected 30 survivors/families to mental health services in "
            f"{place}.",
            f"{when}NCMEC CONNECT had more than 18,000 registered users, including 201 new law enforcement and "
            f"child-serving professionals in {place}.",
        )
    )


def read(*parts: str, said: Provenance | None = None) -> Processed:
    text = "\n\n".join(parts)
    return process("sheet.md", text, text_hash(text), "", load_catalogs(), said=said)


def slots(sheet: Processed) -> set[tuple[str, str | None]]:
    return {(fact.place, fact.period) for fact in sheet.extraction.facts}


@pytest.mark.parametrize(
    "front",
    [
        "# NCMEC in Kansas",
        "# Kansas\n\n## The National Center for Missing and Exploited Children\n\n## Calendar Year 2023",
        "# National Center for Missing & Exploited Children\n\n# \u2013 Kansas Data",
        "# State Data\n\nThe National Center for Missing and Exploited Children Kansas Data",
        "# Kansas Data The National Center for Missing and Exploited Children",
        LEAD.format("Kansas"),
        "The following statistics show NCMEC's work in Kansas.",
        "# Kansas",
        "",
        "# Kansas State: NCMEC Figures for 2023",
        "# Missing and Exploited Children: Kansas, 2023\n\nA state data sheet of the National Center for Missing & "
        "Exploited Children (NCMEC)",
        "# Kansas 2023 (short version)",
        "From: A. Clerk\nSent: Tuesday, March 18, 2025\nTo: All\nSubject: FW: NCMEC Kansas 2023",
        "# Memorandum\n\nTo: The Cabinet\n\nFrom: A. Clerk\n\nSubject: NCMEC's data for Kansas, 2023",
    ],
)
def test_sheet_is_recognised_by_what_it_says_of_itself(front: str) -> None:
    sheet = read(front, body("Kansas"))
    assert (sheet.document.place, sheet.document.period) == ("US-KS", "2023")
    assert len(sheet.extraction.facts) == FIGURES
    assert slots(sheet) == {("US-KS", "2023"), ("US", "2023")}


@pytest.mark.parametrize(
    ("front", "place"),
    [
        ("# NCMEC Data: Kansas", "Arkansas"),
        ("# NCMEC Data: West Virginia", "Virginia"),
        ("# NCMEC Data: Washington", "the District of Columbia"),
        ("# Missouri", "Kansas"),
        (LEAD.format("Kansas and Missouri"), "Kansas"),
        ("# NCMEC Data: Missouri\n\n" + LEAD.format("Kansas"), "Kansas"),
        (
            "# The National Center for Missing and Exploited Children Kansas Data\n\n" + LEAD.format("Kansas"),
            "Missouri",
        ),
        ("# State Data", "the state"),
    ],
)
def test_sheet_that_does_not_say_clearly_whose_it_is_is_put_before_a_person(front: str, place: str) -> None:
    sheet = read(front, body(place))
    assert (sheet.document.family, sheet.document.place) == (None, None)
    assert (sheet.extraction.facts, sheet.passages) == ((), ())
    (flag,) = sheet.extraction.flags
    assert (flag.kind, flag.indicator) == (FlagKind.INDICATOR_MISSING, None)
    assert "--place" in flag.message
    assert sheet.doubt == flag.message
    assert sheet.extraction.numerals.unclaimed == sheet.extraction.numerals.total > FIGURES


def reworded(place: str) -> str:
    """State eleven figures for a place and a year, many of them in words of other sheets."""
    return "\n\n".join(
        (
            f"CyberTipline reports sent to police across {place} in 2023 numbered 9,720.",
            "In 2023, CVIP analysts reviewed 24 submissions of child sexual exploitation material from "
            f"{place} police.",
            f"NCMEC worked on 467 missing children cases from {place} in 2023.",
            f"In 2023, NCMEC had 13 engagements with {place} social service agencies on cases involving child sex "
            "trafficking.",
            f"Team HOPE supported 88 families in {place} in 2023.",
            f"In 2023, NCMEC connected 30 survivors/families to mental health services in {place}.",
            "In 2023, NCMEC assisted law enforcement, families, and social service agencies on 28,886 missing child "
            "cases, 22,442 of which involved children who had run away from a social services facility.",
            "In 2023, the CyberTipline received 36.2 million reports related to child sexual exploitation.",
            "In 2023, NCMEC received more than 18,400 reports relating to child sex trafficking.",
            "In 2023, NCMEC CONNECT had more than 18,000 registered users.",
        )
    )


def test_sheet_without_a_title_of_the_family_is_recognised_by_statements_in_other_words() -> None:
    sheet = read(
        "# What was done for Kansas", "Prepared for the Kansas Missing Persons Unit, Topeka", reworded("Kansas")
    )
    assert (sheet.document.place, sheet.document.period, sheet.doubt) == ("US-KS", "2023", "")
    assert slots(sheet) == {("US-KS", "2023"), ("US", "2023")}
    assert len(sheet.extraction.facts) == FIGURES


def test_sheet_of_a_place_alone_is_recognised_by_its_figures() -> None:
    text = body("Kansas").split("\n\n")
    own = [s for s in text if "28,886" not in s and "5,759" not in s and "18,000" not in s]
    more = (
        "In 2023, Team HOPE supported 88 survivors/families in Kansas.",
        "In 2023, NCMEC connected 30 survivors/families to mental health services in Kansas.",
        "In 2023, 201 new law enforcement and child-serving professionals in Kansas joined NCMEC CONNECT.",
    )
    sheet = read("# What was done", *own, *more)
    assert slots(sheet) == {("US-KS", "2023")}
    assert read("# What was done", *own).document.family is None  # four figures: an article may quote them


@pytest.mark.parametrize(
    ("front", "text"),
    [
        ("# A report to the people of Missouri", body("Kansas")),  # the cover names one, the statements another
        ("# Kansas and its neighbour Missouri", body("Kansas")),
        ("# Two states compared", body("Kansas") + "\n\n" + body("Ohio")),
        ("# The Pacific Northwest", body("Washington").replace("in Washington.", "in Oregon.")),
        ("# NCMEC and the capital", body("Washington").replace("in Washington.", "in Washington, D.C.")),
        ("# For families in Washington, D.C.", body("Washington")),
    ],
)
def test_sheet_without_a_title_is_not_taken_for_one_of_several_places_that_it_names(front: str, text: str) -> None:
    sheet = read(front, text)
    assert (sheet.document.place, sheet.extraction.facts) == (None, ())
    assert "--place" in sheet.doubt


THREE = (
    "In 2023, 9,720 CyberTipline reports were made available to law enforcement in Ohio. In 2023, NCMEC handled 467 "
    "cases of missing children from Ohio. In 2023, NCMEC connected 30 survivors/families to mental health services in "
    "Ohio."
)


@pytest.mark.parametrize(
    "text",
    [
        f"# Ohio families get help\n\nCOLUMBUS, March 3, 2024. NCMEC published figures for Ohio.\n\n{THREE}",
        f"# NCMEC data for Ohio released\n\nThese are the statistics that NCMEC published on Ohio.\n\n{THREE}",
        body("@").replace(" in @", "").replace(" from @", "").replace("@ ", ""),
        '# How to read a sheet\n\nIt begins: "' + LEAD.format("Ohio") + f'" Then come the figures: "{THREE}" NCMEC.',
        f"# Ohio, Kansas\n\nBelow are NCMEC's figures.\n\n{THREE}\n\n{THREE.replace('Ohio', 'Kansas')}",
        f"{LEAD.format('Washington County')}\n\n{THREE.replace('Ohio', 'Washington County')}",
    ],
)
def test_what_only_quotes_figures_of_the_family_is_no_sheet(text: str) -> None:
    sheet = read(text)
    assert (sheet.document.family, sheet.extraction.facts, sheet.doubt) == (None, (), "")
    assert sheet.passages


PROGRAMMES = (
    "CyberTipline: 9,720 went to the police of Kansas. Missing children: 467 files. Engagements about sex trafficking "
    "in Kansas: 13. Team HOPE met 88 families. For mental health, 30 were helped. NCMEC published this."
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"# What was done\n\n{PROGRAMMES}", "few of their figures"),
        ("# What was done\n\n" + PROGRAMMES.replace("in Kansas", "in Ohio"), "it names Kansas and Ohio"),
        (
            "# Kansas\n\nData: NCMEC\n\n" + "\n\n".join(
                f"{name}, all in all\n\n{figure}"
                for name, figure in (("CyberTipline", 9720), ("Missing children", 467), ("Team HOPE", 88),
                                     ("Sex trafficking", 13), ("HHS-ORR", 21))
            ),
            "few of their figures",
        ),
    ],
)  # fmt: skip
def test_figures_beside_several_programmes_are_not_passed_over_in_silence(text: str, why: str) -> None:
    sheet = read(text)
    assert (sheet.document.family, sheet.extraction.facts, sheet.passages) == (None, (), ())
    assert "--place" in sheet.doubt
    assert why in sheet.doubt
    assert sheet.extraction.numerals.unclaimed == sheet.extraction.numerals.total > 0


def test_what_a_person_says_of_such_a_document_makes_it_a_sheet() -> None:
    sheet = read(f"# What was done\n\n{PROGRAMMES}", said=Provenance(place="Kansas", period="2023"))
    assert (sheet.document.place, sheet.document.period, sheet.doubt) == ("US-KS", "2023", "")
    assert sheet.extraction.flags


@pytest.mark.parametrize(
    "text",
    [
        # programmes without figures, the nation's figures alone, and two of a state in the news
        "# Help\n\nNCMEC runs the CyberTipline, Team HOPE, Team Adam and NCMEC CONNECT. In Kansas, ask for mental "
        "health services. Cases of missing children and of sex trafficking: call 1-800-843-5678.",
        "# NCMEC in numbers\n\nCyberTipline: 36 million. Missing children: 28,886. Team HOPE: 5,759. Sex trafficking: "
        "18,400. NCMEC CONNECT: 18,000.",
        "# Topeka\n\nNCMEC counted 467 missing children from Kansas in 2023, and its CyberTipline sent 9,720 reports "
        "to the police. Team HOPE is there to help families.",
    ],
)
def test_what_speaks_of_programmes_otherwise_makes_no_noise(text: str) -> None:
    sheet = read(text)
    assert (sheet.doubt, sheet.extraction.flags) == ("", ())
    assert sheet.passages


def test_few_figures_under_a_lead_are_put_before_a_person() -> None:
    fourth = "In 2023, NCMEC reviewed 24 submissions of child sexual exploitation material from Ohio law enforcement."
    sheet = read(LEAD.format("Ohio"), THREE, fourth)
    assert sheet.document.family is None
    assert "few of their figures" in sheet.doubt


def test_links_to_all_states_do_not_matter() -> None:
    sheet = read("- Alabama\n- Alaska\n- Kansas", "# Kansas", LEAD.format("Kansas"), body("Kansas"))
    assert slots(sheet) == {("US-KS", "2023"), ("US", "2023")}


@pytest.mark.parametrize(
    ("front", "year"),
    [
        ("# Kansas\n\n## Calendar Year 2022", "2022"),
        ("# Kansas\n\nStatistics for 2022", "2022"),
        ("# NCMEC Data: Kansas, fiscal year 2022\n\nPublished March 3, 2024\n\n\u00a9 2024 NCMEC", "2022"),
        ("# Kansas\n\n2022\n\nprinted 02/11/2024", "2022"),
        ("# Kansas\n\nPublished March 3, 2024", None),
        ("# Kansas\n\n2022 data, 2023 edition", None),
        ("# Kansas", None),
    ],
)
def test_year_that_stands_once_in_front_is_that_of_all_figures(front: str, year: str | None) -> None:
    sheet = read(front, LEAD.format("Kansas"), body("Kansas", ""))
    assert sheet.document.period == year
    assert slots(sheet) == ({("US-KS", year), ("US", year)} if year else set())
    if year:
        fact = sheet.extraction.facts[0]
        assert any(year in extract.quote for extract in fact.context)
    else:
        assert "--period" in sheet.doubt
        assert sheet.doubt in {flag.message for flag in sheet.extraction.flags}


def test_year_in_front_is_not_that_of_figures_where_the_text_speaks_of_another() -> None:
    sheet = read("# NCMEC Data: Kansas 2023", body("Kansas", ""), "The office was opened in 2019.")
    assert sheet.extraction.facts == ()


def test_person_says_place_and_year() -> None:
    sheet = read("# State Data", body("the state", ""), said=Provenance(place="Kansas", period="2022"))
    assert (sheet.document.family, sheet.document.place, sheet.document.period) == ("ncmec_state_data", "US-KS", "2022")
    assert slots(sheet) == {("US-KS", "2022"), ("US", "2022")}
    assert (sheet.document.said, sheet.doubt) == ("Kansas, 2022", "")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Provenance(place="Missouri"), "said to be about Missouri and speaks of Kansas"),
        (Provenance(period="2021"), "said to be of 2021 and it gives them for 2023"),
        (Provenance(place="Atlantis"), "'Atlantis' is no state"),
        (Provenance(period="last year"), "'last year' is no year"),
    ],
)
def test_what_a_person_says_against_the_sheet_is_not_taken(said: Provenance, why: str) -> None:
    sheet = read("# NCMEC Data: Kansas", body("Kansas"), said=said)
    assert sheet.extraction.facts == ()
    assert why in sheet.doubt
