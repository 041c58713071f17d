-- The schools that the revision counts in the territory.
SELECT school_id, school_login, name_ru, territory FROM schools_here ORDER BY name_ru, school_login
