{{ delivered('methodical_support') }}
