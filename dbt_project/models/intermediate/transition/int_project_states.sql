{{ register_state(ref('stg_project_participation'), ref('int_monitored_half_years'), per='project') }}
