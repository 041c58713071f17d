{{ register_state(ref('stg_targeted_support'), ref('int_monitored_half_years'), per='project') }}
