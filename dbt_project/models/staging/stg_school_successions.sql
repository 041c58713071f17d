{{ delivered('school_successions') }}
