{{ delivered('remarks', latest_of=['half_year', 'territory', 'indicator']) }}
