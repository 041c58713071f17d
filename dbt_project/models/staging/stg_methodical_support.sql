{{ delivered('methodical_support', latest_of=['event_id', 'school_login']) }}
