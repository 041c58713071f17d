{{ standards_of_sums(
    ['half_year', 'population', 'procedure', 'session', 'measure'], ref('int_context_measures')
) }}
