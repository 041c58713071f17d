{{ delivered('measures', latest_of=['measure_id', 'school_login']) }}
