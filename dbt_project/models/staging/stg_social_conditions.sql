{{ delivered('social_conditions', replaces=['delivered_half_year', 'school_login']) }}
