{{ delivered('project_participation', replaces=['delivered_half_year', 'school_login', 'project']) }}
