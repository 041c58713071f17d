{#- Known since its first delivery, in the words of its last: a correction does not make it younger. -#}
{%- set catalogues = [
    ['practice', 'stg_practices', 'school_login'],
    ['material', 'stg_method_materials', 'cast(null as varchar(50))']
] -%}
with delivered as (
    {%- for kind, model, holder_login in catalogues %}
    select
        '{{ kind }}' as kind,
        id as object_id,
        title,
        holder,
        {{ holder_login }} as school_login,
        risk_factor,
        subject,
        link,
        is_superseded,
        min(coalesce(delivered_half_year, '')) over (partition by id) as known_from
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

subject_areas as (
    select subject, min(subject_area) as subject_area
    from {{ ref('rule_procedures') }}
    where subject_area is not null
    group by subject
),

hubs as (
    select half_year, school_login
    from {{ ref('int_list_membership') }}
    where category = 'hub' and is_on_cutoff
),

resilient as (
    select half_year, school_login
    from {{ ref('school_context') }}
    where is_resilient
    group by half_year, school_login
),

entries as (
    select
        half_years.half_year,
        delivered.*,
        coalesce(subject_areas.subject_area, delivered.subject) as subject_area,
        successors.counted_login as holder_login,
        -- a school that was split goes on under several logins
        row_number() over (
            partition by half_years.half_year, delivered.kind, delivered.object_id
            order by
                case when successors.counted_login = delivered.school_login then 0 else 1 end asc,
                successors.counted_login asc
        ) as place
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join delivered
        on half_years.half_year >= delivered.known_from and not delivered.is_superseded
    left join subject_areas on delivered.subject = subject_areas.subject
    left join {{ ref('int_school_successors') }} as successors
        on
            half_years.half_year = successors.half_year
            and delivered.school_login = successors.school_login
)

select
    entries.half_year,
    entries.kind,
    entries.object_id,
    entries.title,
    entries.holder,
    entries.risk_factor,
    entries.subject_area,
    entries.link,
    entries.holder_login,
    schools.name as holder_name,
    schools.settlement_kind,
    wellbeing.value as wellbeing_index,
    hubs.school_login is not null as is_hub,
    resilient.school_login is not null as is_resilient
from entries
left join {{ ref('int_schools') }} as schools on entries.holder_login = schools.school_login
left join {{ ref('int_wellbeing_index') }} as wellbeing
    on
        entries.half_year = wellbeing.half_year
        and entries.holder_login = wellbeing.school_login
left join hubs
    on entries.half_year = hubs.half_year and entries.holder_login = hubs.school_login
left join resilient
    on
        entries.half_year = resilient.half_year
        and entries.holder_login = resilient.school_login
where entries.place = 1
