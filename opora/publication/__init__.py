"""What readers see: releases of the marts, each a file of its own, swapped in whole.

Belongs here: making a release and putting it in place. Not here: what the marts hold
(`dbt_project/`) and when to publish (the pipeline).
"""

from opora.publication.release import SCHEMAS, PublicationError, Release, publish

__all__ = ["SCHEMAS", "PublicationError", "Release", "publish"]
