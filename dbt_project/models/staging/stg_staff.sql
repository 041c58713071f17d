{{ delivered('staff', replaces=['delivered_half_year', 'school_login']) }}
