{{ overridden_seed('assessment_windows') }}
