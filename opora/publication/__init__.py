"""What readers see: releases of the marts, each a file of its own, swapped in whole.

Belongs here: making a release and putting it in place. Not here: what the marts hold
(`dbt_project/`) and when to publish (the pipeline).
"""

from opora.publication.built import SCHEMAS
from opora.publication.release import PublicationError, Release, publish

__all__ = ["SCHEMAS", "PublicationError", "Release", "publish"]
