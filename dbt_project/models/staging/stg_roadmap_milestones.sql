{{ delivered('roadmap_milestones', replaces=['delivered_half_year', 'school_login', 'project']) }}
