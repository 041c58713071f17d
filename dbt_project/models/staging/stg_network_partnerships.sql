{{ delivered('network_partnerships', replaces=['delivered_half_year', 'school_login']) }}
