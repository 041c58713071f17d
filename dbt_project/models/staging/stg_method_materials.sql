{{ delivered('method_materials', latest_of=['id']) }}
