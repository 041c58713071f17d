{{ delivered('assessment_marks', replaces=[
    'school_login', 'procedure_kind', 'subject', 'programme_grade', 'assessment_year', 'session'
]) }}
