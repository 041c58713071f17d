"""Statistical disclosure control: what of a table of counts and shares the public may see.

Belongs here: the method, on plain tables. Not here: files, databases, half-years, who approves.

A table is a tree of units (school, municipality, region, country) for each column (procedure), with
totals over columns. In short:

1. Cells of fewer than `least_count` participants are hidden, and as many of their siblings as keep
   the sum above from giving them away (complementary suppression). A hidden unit hides its parts.
2. A total over columns is published only where all its columns are, so columns protect themselves.
3. Shares near 0 and 100 per cent are coded ("at most 5 per cent"); where nobody, or everybody, of
   the hidden cells is below the threshold, a cell beside them is coded too, so that the share of
   the hidden ones can't be worked out.
4. A later revision is held against all earlier ones.

Every hidden count keeps an interval of `count_interval` participants, every hidden share one of
`share_interval` points, for a reader who knows the method, the tree and all revisions. This holds
by construction: the method leaves room for other tables that fit everything published as well.

Sources: NCES 2011-603 (small cells: minimum numbers, coding of extremes, complementary
suppression); the literature on cell suppression calls the two steps primary and complementary
suppression. The coding of shares beside a component of hidden cells is our own.
"""

from opora.disclosure.protect import protect
from opora.disclosure.rules import DisclosureRules
from opora.disclosure.tree import TOTAL

__all__ = ["TOTAL", "DisclosureRules", "protect"]
