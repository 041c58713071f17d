"""What has to be known before anything else of a page is read.

Belongs here: these sentences, the same for a report, its справка and its cards. Not here: the line
of every page (`standing`).
"""

from __future__ import annotations

from opora.reports.report import Report


def notices_of(report: Report) -> tuple[str, ...]:
    """That it is a draft, that changes came after it was signed, that its analysis is of later."""
    standing = report.standing
    found = []
    if standing.is_draft:
        found.append("Проект: эта редакция не утверждена, её значения могут измениться.")
    if standing.newer is not None:
        number, causes = standing.newer
        found.append(
            f"После утверждения поступили изменения: предлагается редакция {number}"
            + (f" ({causes})." if causes else ".")
        )
    later = f"Разделы анализа сделаны по более поздним данным (выпуск {report.source.release})"
    if standing.release is not None and report.source.release != standing.release:
        found.append(
            f"Показатели здесь утверждённые. {later}: выпуск {standing.release}, по которому "
            "утверждали, не сохранился или сделан прежней версией Опоры."
        )
    elif standing.is_lapsed:
        found.append(f"Показатели здесь из редакции {standing.revision}. {later}.")
    return tuple(found)
