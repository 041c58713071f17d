{{ delivered('network_activities') }}
