{{ overridden_seed('thresholds') }}
