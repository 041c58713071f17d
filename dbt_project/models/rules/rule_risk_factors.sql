{{ overridden_seed('risk_factors') }}
