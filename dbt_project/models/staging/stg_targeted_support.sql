{{ delivered('targeted_support', replaces=['delivered_half_year', 'school_login', 'project']) }}
