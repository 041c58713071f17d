{{ overridden_seed('finding_severities') }}
