{{ overridden_seed('sensitivity_scenarios') }}
