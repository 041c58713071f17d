{{ overridden_seed('territories') }}
