{{ overridden_seed('dataset_schedule') }}
