{{ delivered('schools') }}
