"""Forms that people fill in: a workbook per dataset, made from its contract.

Belongs here: what a form looks like, what stands in it beforehand, where it is written. Not here:
reading it when it comes back, which is the same intake as for every other file.
"""

from opora.forms.form import Explained, Form, Period
from opora.forms.known import Known, period_of, what_is_known
from opora.forms.workbook import workbook
from opora.forms.write import Written, datasets_named, write_forms

__all__ = [
    "Explained",
    "Form",
    "Known",
    "Period",
    "Written",
    "datasets_named",
    "period_of",
    "what_is_known",
    "workbook",
    "write_forms",
]
