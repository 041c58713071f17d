with results as (
    select
        diagnostics.half_year,
        teachers.school_login,
        diagnostics.kind,
        diagnostics.block,
        case
            when {{ is_filled('diagnostics.level') }} then diagnostics.level = 'low'
            when diagnostics.max_score > 0
                then
                    cast(diagnostics.score as double) / diagnostics.max_score
                    < rules.risk_low_level_score_share
        end as is_low
    from {{ ref('int_diagnostics_in_force') }} as diagnostics
    inner join {{ ref('int_teachers') }} as teachers
        on
            diagnostics.half_year = teachers.half_year
            and diagnostics.person = teachers.person
    inner join {{ ref('int_half_year_rules') }} as rules
        on diagnostics.half_year = rules.half_year
    where diagnostics.is_newest
),

blocks as (
    select
        half_year,
        school_login,
        kind,
        block,
        count(*) as diagnosed,
        count(is_low) as judged,
        count(case when is_low then 1 end) as low
    from results
    group by half_year, school_login, kind, block
),

schools as (
    select
        schools.half_year,
        schools.school_login,
        schools.territory,
        schools.teachers,
        blocks.kind,
        blocks.block,
        blocks.judged,
        blocks.low,
        rules.risk_low_level_share_medium as medium,
        rules.risk_low_level_share_high as high,
        rules.risk_least_diagnosed as least,
        rules.low_reliability_participants,
        case
            when blocks.block is null then 'not_measured'
            when blocks.diagnosed < rules.risk_least_diagnosed then 'suppressed'
            when blocks.judged = 0 then 'not_measured'
            when blocks.judged < rules.risk_least_diagnosed then 'suppressed'
            else 'measured'
        end as state
    from {{ ref('int_school_staffing') }} as schools
    inner join {{ ref('int_half_year_rules') }} as rules on schools.half_year = rules.half_year
    left join blocks
        on schools.half_year = blocks.half_year and schools.school_login = blocks.school_login
),

-- only of the schools that are shown: else the hidden ones could be found by subtraction
territories as (
    select half_year, territory, kind, block, sum(low) as low, sum(judged) as judged
    from schools
    where state = 'measured' and territory is not null
    group by half_year, territory, kind, block
),

compared as (
    select
        schools.*,
        case
            when schools.state = 'measured' then cast(schools.low as double) / schools.judged
        end as share,
        case
            when schools.state = 'measured'
                then {{ per_cent('territories.low', 'territories.judged') }}
        end as territory_value,
        '«' || schools.block || '»'
        || case schools.kind
            when 'subject' then ' (предметная диагностика)'
            when 'method' then ' (методическая диагностика)'
            else ''
        end as block_ru
    from schools
    left join territories
        on
            schools.half_year = territories.half_year
            and schools.territory = territories.territory
            and schools.kind = territories.kind
            and schools.block = territories.block
)

select
    half_year,
    school_login,
    kind as diagnostic_kind,
    block as detail,
    case when state = 'measured' then low end as numerator,
    case when state = 'measured' then judged end as denominator,
    case when state = 'measured' then {{ per_cent('low', 'judged') }} end as value,
    {{ significance('share', 'medium', 'high') }} as significance,
    round(100 * medium, 6) as medium_threshold,
    round(100 * high, 6) as high_threshold,
    territory_value,
    state,
    {{ unreliable_flag('judged', 'low_reliability_participants') }} as flags,
    case
        when state = 'suppressed'
            then
                'В блоке ' || block_ru || ' уровень известен меньше чем у '
                || cast(cast(least as integer) as varchar(10))
                || ' педагогов: доля скрыта, чтобы не раскрыть результат человека.'
        when block is not null and state = 'not_measured'
            then 'В блоке ' || block_ru || ' нет ни уровней, ни максимального балла.'
        when state = 'not_measured' and teachers = 0
            then 'Педагоги школы неизвестны, поэтому неизвестны и результаты их диагностики.'
        when state = 'not_measured'
            then 'Ни у кого из педагогов школы нет действующей диагностики.'
        else
            'Педагогов с низким уровнем в блоке ' || block_ru || ': ' || cast(low as varchar(10))
            || ' из ' || cast(judged as varchar(10)) || ' (' || {{ per_cent_ru('100 * share') }} || ')'
            || coalesce('; по территории ' || {{ per_cent_ru('territory_value') }}, '') || '.'
    end as finding_ru
from compared
