{{ delivered('journal_comparison') }}
