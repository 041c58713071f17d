{{ overridden_seed('indicators') }}
