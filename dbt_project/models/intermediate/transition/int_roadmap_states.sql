{{ register_state(ref('stg_roadmap_milestones'), ref('int_monitored_half_years'), per='project') }}
