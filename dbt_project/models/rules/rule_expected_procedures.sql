{{ overridden_seed('expected_procedures') }}
