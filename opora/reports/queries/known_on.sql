-- The cut-off of the last monitored half-year: as of this day recommendations, measures and decisions stand.
SELECT half_year, name_ru, ends_on FROM marts.dim_half_year WHERE is_latest
