"""Forms that people fill in: a workbook per register, made from its contract.

Belongs here: what a form looks like, what stands in it beforehand, where it is written. Not here:
reading it when it comes back, which is the same intake as for every other file.
"""

from opora.forms.known import OpenPapers, open_papers
from opora.forms.workbook import Explained, Form, workbook
from opora.forms.write import OFFERED, Written, write_forms

__all__ = [
    "OFFERED",
    "Explained",
    "Form",
    "OpenPapers",
    "Written",
    "open_papers",
    "workbook",
    "write_forms",
]
