{{ register_state(ref('stg_school_lists'), ref('int_half_years'), per='category') }}
