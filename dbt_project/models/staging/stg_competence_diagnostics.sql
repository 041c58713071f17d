{{ delivered('competence_diagnostics', latest_of=['person', 'held_on', 'kind', 'block']) }}
