{#- The newest result of each procedure that is not too old: the year before stands until the procedure
    was held anew. A result that its sender hid was held too, but finds nothing. -#}
with held as (
    select
        half_years.half_year,
        half_years.calendar_year,
        successors.counted_login as school_login,
        procedures.procedure,
        procedures.name_ru,
        coalesce(procedures.subject_area, procedures.subject) as subject_area,
        cells.assessment_year,
        cells.state,
        cells.participants,
        cells.below_threshold,
        rules.finding_weak_share_medium,
        rules.finding_weak_share_high,
        rules.low_reliability_participants,
        rank() over (
            partition by half_years.half_year, successors.counted_login, procedures.procedure
            order by windows.ends_on desc, cells.session asc
        ) as place
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('int_half_year_rules') }} as rules
        on half_years.half_year = rules.half_year
    inner join {{ ref('rule_assessment_windows') }} as windows
        on
            half_years.half_year >= windows.half_year
            and windows.is_used
            and windows.ends_on
            > {{ months_later('half_years.ends_on', '-rules.results_validity_months') }}
    inner join {{ ref('rule_procedures') }} as procedures
        on windows.procedure_kind = procedures.procedure_kind
    inner join {{ ref('int_assessment_cells') }} as cells
        on
            procedures.procedure = cells.procedure
            and windows.assessment_year = cells.assessment_year
            and windows.session = cells.session
            and (cells.participants > 0 or cells.state = 'suppressed')
    inner join {{ ref('int_school_successors') }} as successors
        on
            half_years.half_year = successors.half_year
            and cells.school_login = successors.school_login
),

-- schools that merged since stand together
results as (
    select
        half_year,
        school_login,
        procedure,
        name_ru,
        subject_area,
        calendar_year,
        assessment_year,
        finding_weak_share_medium,
        finding_weak_share_high,
        low_reliability_participants,
        sum(participants) as participants,
        sum(below_threshold) as below_threshold
    from held
    where place = 1
    group by
        half_year, school_login, procedure, name_ru, subject_area, calendar_year, assessment_year,
        finding_weak_share_medium, finding_weak_share_high, low_reliability_participants
    having count(below_threshold) = count(*) and count(case when state <> 'measured' then 1 end) = 0
),

judged as (
    select
        *,
        case
            when cast(below_threshold as double) / participants >= finding_weak_share_high
                then 'high'
            when cast(below_threshold as double) / participants >= finding_weak_share_medium
                then 'medium'
        end as basis
    from results
)

select
    half_year,
    school_login,
    'weak_procedure' as kind,
    procedure as detail,
    name_ru as detail_ru,
    subject_area,
    cast(null as varchar(50)) as risk_factor,
    cast(null as varchar(20)) as indicator,
    basis,
    {{ per_cent('below_threshold', 'participants') }} as value,
    -- 0.35 of a hundred is not quite 35
    round(
        100 * case basis when 'high' then finding_weak_share_high else finding_weak_share_medium end,
        9
    ) as threshold,
    'per_cent' as unit,
    'В ' || cast(assessment_year as varchar(4)) || ' году порог не преодолели: '
    || {{ procedure_share_ru('name_ru', 'below_threshold', 'participants') }}
    || '; слабой считается процедура от ' || {{ per_cent_ru('100 * finding_weak_share_medium') }} || '.'
    || case
        when participants < low_reliability_participants
            then
                ' Участников меньше ' || cast(cast(low_reliability_participants as integer) as varchar(5))
                || ': доля ненадёжна.'
        else ''
    end
    || case
        when assessment_year < calendar_year then ' Новых результатов этой процедуры пока нет.'
        else ''
    end as evidence_ru
from judged
where basis is not null
