{{ delivered('assessment_marks') }}
