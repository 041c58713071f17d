{{ delivered('network_activities', latest_of=['activity_id', 'school_login', 'hub_login']) }}
