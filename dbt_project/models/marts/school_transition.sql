with school_projects as (
    select
        half_year,
        school_login,
        project,
        min(name) as name,
        max(case when is_federal_on_cutoff then 1 else 0 end) = 1 as is_federal_on_cutoff,
        max(case when is_regional_on_cutoff then 1 else 0 end) = 1 as is_regional_on_cutoff
    from {{ ref('int_school_projects') }}
    group by half_year, school_login, project
),

projects as (
    select
        half_year,
        school_login,
        count(case when is_federal_on_cutoff then 1 end) as federal_projects,
        count(case when is_regional_on_cutoff then 1 end) as regional_projects,
        {{ joined("case when is_federal_on_cutoff then '«' || name || '»' end") }} as federal_ru,
        {{ joined("case when is_regional_on_cutoff then '«' || name || '»' end") }} as regional_ru
    from school_projects
    where is_federal_on_cutoff or is_regional_on_cutoff
    group by half_year, school_login
)

select
    schools.half_year,
    schools.school_id,
    schools.school_login,
    schools.territory,
    schools.stage,
    stages.name_ru as stage_ru,
    schools.is_lps,
    schools.is_dcs,
    schools.is_targeted,
    schools.has_curator,
    schools.has_roadmap,
    schools.lps_since,
    schools.lps_left_on,
    schools.lps_end_reason,
    schools.dcs_since,
    schools.dcs_left_on,
    schools.dcs_end_reason,
    schools.returned_on,
    schools.milestones,
    schools.done,
    schools.done_late,
    schools.overdue,
    schools.not_yet_due,
    schools.next_milestone,
    schools.next_due_on,
    schools.oldest_overdue_milestone,
    schools.oldest_overdue_on,
    coalesce(projects.federal_projects, 0) as federal_projects,
    coalesce(projects.regional_projects, 0) as regional_projects,
    trim(
        coalesce('В списке ШНОР с ' || {{ date_ru('schools.lps_since') }} || '. ', '')
        || coalesce('В списке ШНСУ с ' || {{ date_ru('schools.dcs_since') }} || '. ', '')
        || coalesce('Вернулась в список ' || {{ date_ru('schools.returned_on') }} || '. ', '')
        || case
            when schools.lps_since is null and schools.lps_left_on is not null
                then {{ left_list_ru('ШНОР', 'schools.lps_left_on', 'schools.lps_end_reason') }}
            else ''
        end
        || case
            when schools.dcs_since is null and schools.dcs_left_on is not null
                then {{ left_list_ru('ШНСУ', 'schools.dcs_left_on', 'schools.dcs_end_reason') }}
            else ''
        end
        || case
            when
                coalesce(schools.lps_since, schools.dcs_since, schools.lps_left_on, schools.dcs_left_on)
                is not null
                then ''
            when schools.is_lps or schools.is_dcs
                then 'В списке этого года, но в реестре на конец полугодия её уже нет. '
            else 'В списках ШНОР и ШНСУ не значится, получает адресную помощь. '
        end
        || case
            when schools.milestones > 0 then {{ roadmap_ru() }}
            when schools.stage in ('left_on_results', 'left_otherwise') then ''
            when schools.has_roadmap then 'Дорожная карта утверждена, но её шаги не представлены. '
            else 'Дорожной карты нет. '
        end
        || coalesce('Федеральные проекты: ' || projects.federal_ru || '. ', '')
        || coalesce('Региональные проекты: ' || projects.regional_ru || '. ', '')
        || case
            when projects.school_login is null then 'В федеральных и региональных проектах не участвует.'
            else ''
        end
    ) as text_ru
from {{ ref('int_transition_stages') }} as schools
left join {{ ref('rule_transition_stages') }} as stages on schools.stage = stages.stage
left join projects
    on schools.half_year = projects.half_year and schools.school_login = projects.school_login
