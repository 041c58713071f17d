"""The contracts: what each dataset looks like and which rules its rows must keep.

Belongs here: reading `data_contracts/` and generating what follows from it. How a rule is
evaluated is the business of `opora.validation`.
"""

from opora.contracts.filling import Filling
from opora.contracts.lake_tables import PLACE_COLUMNS
from opora.contracts.load import ContractError, load_contracts
from opora.contracts.model import SCHOOLS, Column, Dataset, Delivery, Reference, Rule

__all__ = [
    "PLACE_COLUMNS",
    "SCHOOLS",
    "Column",
    "ContractError",
    "Dataset",
    "Delivery",
    "Filling",
    "Reference",
    "Rule",
    "load_contracts",
]
