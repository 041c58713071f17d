{{ overridden_seed('transition_stages') }}
