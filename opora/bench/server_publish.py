"""One publication to the server that OPORA_POSTGRESQL names, its parts as JSON.

Belongs here: what `opora.bench.server` starts as a process of its own, to see its memory.
"""

from __future__ import annotations

import json
import resource
from dataclasses import asdict

from opora.home import Home
from opora.server import publish_to_server, server_address


def main() -> None:
    """Publish the newest release of OPORA_HOME."""
    done = publish_to_server(Home.from_environment(), server_address(), again=True)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({**asdict(done), "processor_seconds": used.ru_utime + used.ru_stime}))


if __name__ == "__main__":
    main()
