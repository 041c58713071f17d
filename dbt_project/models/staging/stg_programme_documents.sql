{{ delivered('programme_documents', latest_of=['document_id']) }}
