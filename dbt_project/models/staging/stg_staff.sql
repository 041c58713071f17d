{{ delivered('staff') }}
