"""The rules of the six indicators, as dbt's unit tests state them beside the models."""

from scratch import built_home, run_dbt


def test_rules_of_the_indicators() -> None:
    result = run_dbt(built_home(), "test", "--select", "test_type:unit")
    assert result.returncode == 0, result.stdout
    assert "WARN=0 ERROR=0 SKIP=0" in result.stdout
