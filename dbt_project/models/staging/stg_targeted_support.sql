{{ delivered('targeted_support') }}
