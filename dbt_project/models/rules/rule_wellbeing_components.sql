{{ overridden_seed('wellbeing_components') }}
