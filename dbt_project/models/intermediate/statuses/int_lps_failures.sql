with judged as (
    select
        procedures.half_year,
        rules.scenario,
        procedures.school_login,
        procedures.procedure,
        procedures.assessment_year,
        procedures.years_back,
        rules.lps_fail_share,
        rules.lps_least_participants,
        case
            when rules.leaves_out_marked then procedures.unmarked_participants
            else procedures.participants
        end as participants,
        case
            when rules.leaves_out_marked then procedures.unmarked_below_threshold
            else procedures.below_threshold
        end as below_threshold
    from {{ ref('int_lps_procedures') }} as procedures
    inner join {{ ref('int_scenario_rules') }} as rules
        on
            procedures.half_year = rules.half_year
            and procedures.years_back < rules.lps_years
            and rules.category = 'lps'
)

select
    judged.half_year,
    judged.scenario,
    judged.school_login,
    judged.procedure,
    judged.assessment_year,
    judged.years_back,
    judged.participants,
    judged.below_threshold,
    row_number() over (
        partition by
            judged.half_year, judged.scenario, judged.school_login, judged.assessment_year
        order by
            cast(judged.below_threshold as double) / judged.participants desc, judged.procedure asc
    ) as place,
    {{ procedure_share_ru('names.name_ru', 'judged.below_threshold', 'judged.participants') }}
        as text_ru
from judged
left join {{ ref('int_pooled_procedures') }} as names on judged.procedure = names.procedure
where
    judged.participants >= greatest(1, judged.lps_least_participants)
    and cast(judged.below_threshold as double) / nullif(judged.participants, 0)
    >= judged.lps_fail_share
