"""Questions as people ask them; `{place}` stands for a state's name."""

from __future__ import annotations

PLACE_QUESTIONS: dict[str, tuple[str, str]] = {
    "cybertipline_reports_to_law_enforcement": (
        "How many CyberTipline reports were made available to law enforcement in {place} in 2023?",
        "CyberTipline reports sent to police in {place}",
    ),
    "cvip_submissions_reviewed": (
        "How many submissions of child sexual exploitation material from {place} law enforcement did NCMEC review?",
        "How many CVIP submissions came from {place} police in 2023?",
    ),
    "missing_children_cases": (
        "How many cases of missing children did NCMEC handle from {place} in 2023?",
        "missing kids in {place}?",
    ),
    "missing_from_social_services_facility": (
        "How many children were missing from a social services facility in {place} in 2023?",
        "How many kids went missing from foster care in {place}?",
    ),
    "other_missing_children_cases": (
        "How many other missing children cases were there in {place} in 2023?",
        "What is the number of other missing children cases for {place}?",
    ),
    "missing_reported_by_hhs_orr": (
        "How many children were reported missing by the Office of Refugee Resettlement in {place} in 2023?",
        "{place} kids reported missing by HHS-ORR",
    ),
    "sex_trafficking_engagements": (
        "How many engagements did NCMEC have with {place} social service agencies on child sex trafficking cases?",
        "Number of engagements with social service agencies about sex trafficking in {place} in 2023",
    ),
    "team_hope_families_supported": (
        "How many survivors and families did Team HOPE support in {place} in 2023?",
        "How many {place} families got peer support from Team HOPE?",
    ),
    "families_connected_to_mental_health_services": (
        "How many survivors/families did NCMEC connect to mental health services in {place} in 2023?",
        "How many families in {place} were connected with mental health services?",
    ),
    "ncmec_connect_new_professionals": (
        "How many new law enforcement and child-serving professionals joined NCMEC CONNECT in {place} in 2023?",
        "How many new professionals in {place} registered for NCMEC CONNECT?",
    ),
    "team_adam_critical_case_assistance": (
        "On how many cases did Team Adam provide critical case assistance in {place} in 2023?",
        "How many Team Adam cases were there in {place}?",
    ),
}
OVERALL_QUESTIONS: dict[str, tuple[str, str]] = {
    "cybertipline_reports": (
        "How many reports did the CyberTipline receive in 2023?",
        "How many CyberTipline reports were there nationwide?",
    ),
    "cybertipline_content_pieces": (
        "How many pieces of content did the CyberTipline reports contain in 2023?",
        "pieces of reported content overall",
    ),
    "children_identified_cvip": (
        "How many children has law enforcement identified with NCMEC's support?",
        "How many child victims have been identified through CVIP?",
    ),
    "missing_child_cases_assisted": (
        "How many missing child cases did NCMEC assist with nationwide in 2023?",
        "How many missing children cases were there overall?",
    ),
    "runaways_from_social_services_facility": (
        "How many missing child cases nationwide involved children who had run away from a social services facility?",
        "How many children ran away from social services facilities across the country in 2023?",
    ),
    "runaways_likely_trafficking_victims_percent": (
        "What percentage of runaways from social services facilities were likely victims of child sex trafficking?",
        "What share of the runaway children were likely trafficked in 2023?",
    ),
    "child_sex_trafficking_reports": (
        "How many reports relating to child sex trafficking did NCMEC receive in 2023?",
        "How many child sex trafficking reports were there nationwide?",
    ),
    "team_hope_supported": (
        "How many survivors and families did Team HOPE support nationwide in 2023?",
        "How many families got peer support overall?",
    ),
    "team_adam_critical_incidents": (
        "On how many incidents was Team Adam activated in 2023?",
        "How many Team Adam activations were there nationwide?",
    ),
    "team_adam_long_term_cases": (
        "How many long-term missing children cases did Team Adam assist with in 2023?",
        "Team Adam long-term cases overall",
    ),
    "ncmec_connect_registered_users": (
        "How many registered users did NCMEC CONNECT have in 2023?",
        "NCMEC CONNECT registered users nationwide",
    ),
}
