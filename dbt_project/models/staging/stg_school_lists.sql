{{ delivered('school_lists', replaces=['delivered_half_year', 'school_login', 'category']) }}
