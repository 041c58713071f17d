{{ delivered('competence_diagnostics') }}
