{{ delivered('management_decisions', latest_of=['decision_id']) }}
