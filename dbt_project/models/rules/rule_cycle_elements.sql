{{ overridden_seed('cycle_elements') }}
