{{ delivered('recommendation_responses', latest_of=['recommendation_id']) }}
