{{ overridden_seed('recommendation_rules') }}
