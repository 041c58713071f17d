{{ overridden_seed('comparability') }}
