{{ overridden_seed('half_years') }}
