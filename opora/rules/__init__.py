"""The rules as data: the seeds of the package, with a department's own rows over them.

Belongs here: reading, merging and checking rule files. Not here: what a rule means (the models
in `dbt_project/`), or mapping files (`opora.intake`).
"""

from opora.rules.declared import RuleFile, declared_rules
from opora.rules.effective import load_rule, rule_fingerprints, rules_fingerprint
from opora.rules.overrides import RuleError
from opora.rules.write import write_overrides

__all__ = [
    "RuleError",
    "RuleFile",
    "declared_rules",
    "load_rule",
    "rule_fingerprints",
    "rules_fingerprint",
    "write_overrides",
]
