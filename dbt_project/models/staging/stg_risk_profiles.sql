{{ delivered('risk_profiles', replaces=['delivered_half_year', 'school_login']) }}
