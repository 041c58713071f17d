{{ overridden_seed('indicator_plan') }}
