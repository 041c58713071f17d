{{ delivered('school_lists') }}
