{{ delivered('analysis_register', latest_of=['school_login', 'year']) }}
