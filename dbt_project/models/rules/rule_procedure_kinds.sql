{{ overridden_seed('procedure_kinds') }}
