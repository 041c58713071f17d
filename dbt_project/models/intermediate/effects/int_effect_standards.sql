{{ standards_of_sums(
    ['population', 'procedure', 'assessment_year', 'session', 'half_year', 'measure'], ref('int_effect_cell_sums')
) }}
