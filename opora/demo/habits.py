"""In whose habits each dataset is delivered: formats, names of files, changing over the years.

Belongs here: which style a file has and what it is called. Not here: what is in it.
"""

from __future__ import annotations

from opora.demo.deliveries import EXCEL, EXPORT, FORM, OLD_SYSTEM, PARQUET, TABBED, Style

_STYLES: dict[str, tuple[Style, ...]] = {
    "schools": (EXCEL, FORM),
    "school_identifiers": (OLD_SYSTEM,),
    "school_successions": (EXCEL,),
    "school_lists": (FORM, EXCEL),
    "social_conditions": (EXCEL, FORM),
    "staff": (FORM, OLD_SYSTEM, EXPORT),
    "competence_diagnostics": (EXCEL, EXPORT),
    "methodical_support": (FORM, EXCEL),
    "network_partnerships": (EXCEL,),
    "network_activities": (OLD_SYSTEM, FORM),
    "targeted_support": (EXCEL,),
    "roadmap_milestones": (TABBED,),
    "project_participation": (FORM,),
    "risk_profiles": (PARQUET,),
    "analysis_register": (EXCEL,),
    "recommendation_responses": (FORM,),
    "measures": (FORM, EXCEL),
    "management_decisions": (EXCEL,),
    "decision_links": (FORM,),
    "practices": (EXCEL,),
    "method_materials": (FORM,),
    "programme_documents": (EXCEL,),
    "remarks": (FORM,),
    "journal_comparison": (EXCEL,),
    "task_results": (EXPORT,),
}
_ENDINGS = {EXCEL: "xlsx", PARQUET: "parquet", TABBED: "tsv"}


def style_of(dataset: str, half_year: str) -> Style:
    """The style of a dataset in a half-year; whoever makes the file changes now and then."""
    styles = _STYLES[dataset]
    return styles[int(half_year[:4]) % len(styles)]


def path_of(half_year: str, dataset: str, style: Style, name: str = "") -> str:
    """Where a file lies, relative to the landing zone."""
    return f"{half_year}/{dataset}/{name or dataset}_{half_year}.{_ENDINGS.get(style, 'csv')}"
