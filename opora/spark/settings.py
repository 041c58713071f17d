"""How Spark is reached: read from the environment, so that one installation serves every size.

Belongs here: names, defaults, and what can't be. Not here: opening anything (`session`,
`statements`). Whatever else a session needs stands in Spark's own `spark-defaults.conf`
(`SPARK_CONF_DIR`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from opora.errors import OporaError
from opora.home import Home

#: `session`: a driver in this process; `thrift`: a Thrift server that runs on the cluster.
Method = Literal["session", "thrift"]

_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Settings:
    """Where Spark runs and where it keeps its tables.

    Attributes:
        method: how dbt's statements get there.
        master: the master of a session, such as `local[*]` or `spark://host:7077`.
        memory: memory of the driver, as Spark writes it: 4g.
        host, port, user: the Thrift server.
        warehouse: folder of the tables; the driver, all executors and Opora must reach it under
            this name.
        private: folder of the metastore and of what Spark spills.
        driver_host: the address under which executors reach the driver.
    """

    method: Method
    master: str
    memory: str
    host: str
    port: int
    user: str
    warehouse: Path
    private: Path
    driver_host: str

    @classmethod
    def from_environment(cls, home: Home) -> Settings:
        """What `OPORA_SPARK_…` says; raises OporaError where it makes no sense."""
        method = os.environ.get("OPORA_SPARK_METHOD", "session")
        if method not in ("session", "thrift"):
            raise OporaError(f"OPORA_SPARK_METHOD is session or thrift, not {method!r}")
        port = os.environ.get("OPORA_SPARK_PORT", "10000")
        if not port.isdecimal():
            raise OporaError(f"OPORA_SPARK_PORT is a number, not {port!r}")
        return cls(
            method=cast(Method, method),
            master=os.environ.get("OPORA_SPARK_MASTER", "local[*]"),
            memory=os.environ.get("OPORA_SPARK_MEMORY", "4g"),
            host=os.environ.get("OPORA_SPARK_HOST", _LOOPBACK),
            port=int(port),
            user=os.environ.get("OPORA_SPARK_USER", "opora"),
            warehouse=Path(
                os.environ.get("OPORA_SPARK_WAREHOUSE", home.warehouse / "spark")
            ).absolute(),
            private=home.private / "spark",
            driver_host=os.environ.get("OPORA_SPARK_DRIVER_HOST", _LOOPBACK),
        )

    def schema_folder(self, schema: str) -> Path:
        """Where the tables of a schema lie, a folder each."""
        return self.warehouse / schema
