{{ register_state(ref('stg_network_partnerships'), ref('int_monitored_half_years')) }}
