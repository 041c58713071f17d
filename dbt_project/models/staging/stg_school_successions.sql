{{ delivered('school_successions', latest_of=['from_login', 'to_login', 'on']) }}
