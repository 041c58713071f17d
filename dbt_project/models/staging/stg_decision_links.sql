{{ delivered('decision_links', latest_of=['decision_id', 'object_kind', 'object_id']) }}
