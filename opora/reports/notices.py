"""What has to be known before anything else of a page is read.

Belongs here: these sentences, the same for a report, its справка and its cards. Not here: the line
of every page (`standing`).
"""

from __future__ import annotations

from opora.reports.report import Report


def notices_of(report: Report) -> tuple[str, ...]:
    """That it is a draft, that changes came after it was signed, that its release can't be read."""
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
    if standing.release is not None and report.source.release != standing.release:
        found.append(
            "Показатели здесь утверждённые. Разделы анализа сделаны по более поздним данным "
            f"(выпуск {report.source.release}): выпуск {standing.release}, по которому "
            "утверждали, не сохранился или сделан прежней версией Опоры."
        )
    return tuple(found)
