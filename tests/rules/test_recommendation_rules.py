"""The rules of the package answer whatever can be found, in each way that the document names."""

from opora.rules import load_rule

RULES = load_rule("recommendation_rules")


def _values(column: str) -> set[object]:
    return {rule[column] for rule in RULES}


def test_every_kind_of_finding_is_answered() -> None:
    assert _values("finding") == {row["finding"] for row in load_rule("finding_severities")}


def test_all_kinds_of_recommendations_and_all_addressees_are_there() -> None:
    assert _values("kind") == {"targeted", "practice", "material"}
    assert _values("addressee") == {"school", "municipal_service", "curator"}


def test_every_risk_factor_has_advice_of_its_own() -> None:
    advised = {rule["detail"] for rule in RULES if rule["finding"] == "risk_factor"}
    assert {row["risk_factor"] for row in load_rule("risk_factors")} <= advised


def test_every_indicator_that_makes_a_finding_has_advice_of_its_own() -> None:
    advised = {(rule["finding"], rule["detail"]) for rule in RULES}
    indicators = load_rule("indicators")
    assert {(row["finding"], row["indicator"]) for row in indicators if row["finding"]} <= advised


def test_codes_and_texts_are_told_apart() -> None:
    assert len(_values("rule")) == len(_values("text_ru")) == len(RULES)
