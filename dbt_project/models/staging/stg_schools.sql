{{ delivered('schools', latest_of=['school_login']) }}
