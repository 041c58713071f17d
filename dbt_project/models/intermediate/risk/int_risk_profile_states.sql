{{ register_state(ref('stg_risk_profiles'), ref('int_monitored_half_years'), per='year') }}
