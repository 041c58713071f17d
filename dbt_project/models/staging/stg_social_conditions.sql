{{ delivered('social_conditions') }}
