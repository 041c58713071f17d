{{ delivered('practices', latest_of=['id']) }}
