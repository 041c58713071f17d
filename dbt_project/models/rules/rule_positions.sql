{{ overridden_seed('positions') }}
