{{ overridden_seed('procedures') }}
