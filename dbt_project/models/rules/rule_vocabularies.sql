{{ overridden_seed('vocabularies') }}
