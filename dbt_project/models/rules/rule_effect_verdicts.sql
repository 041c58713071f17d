{{ overridden_seed('effect_verdicts') }}
