"""A PostgreSQL server for a department: a release is loaded beside the old one, then swapped in.

Belongs here: which server (`address`, `connection`), what a release becomes there (`release`,
`types`, `keys`, `ddl`), how it gets there (`load`), who may read it (`roles`), and how readers get
it without noticing (`swap`, `views`, `leftovers`). Not here: making a release
(`opora.publication`).
"""

from opora.server.address import VARIABLE, Address, ServerAwayError, ServerError, server_address
from opora.server.publish import PATIENCE, Published, publish_to_server

__all__ = [
    "PATIENCE",
    "VARIABLE",
    "Address",
    "Published",
    "ServerAwayError",
    "ServerError",
    "publish_to_server",
    "server_address",
]
