{#- How many failing procedures a reason names; the rest is counted. -#}
{%- set named = 3 -%}
with schools as (
    select half_year, school_login
    from {{ ref('int_schools_by_half_year') }}
    where not_open_reason is null
),

-- what there is to judge by in the year
results as (
    select
        procedures.half_year,
        rules.scenario,
        procedures.school_login,
        sum(
            case
                when
                    case
                        when rules.leaves_out_marked then procedures.unmarked_participants
                        else procedures.participants
                    end >= greatest(1, rules.lps_least_participants)
                    then 1
                else 0
            end
        ) as procedures_judged
    from {{ ref('int_lps_procedures') }} as procedures
    inner join {{ ref('int_scenario_rules') }} as rules
        on procedures.half_year = rules.half_year and rules.category = 'lps'
    where procedures.years_back = 0
    group by procedures.half_year, rules.scenario, procedures.school_login
),

-- results that came without the numbers below the threshold
uncounted as (
    select
        cells.half_year,
        cells.school_login,
        max(case when cells.state = 'suppressed' then 1 else 0 end) = 1 as is_suppressed
    from {{ ref('int_analysed_cells') }} as cells
    inner join {{ ref('rule_procedures') }} as procedures
        on cells.procedure = procedures.procedure and procedures.judges_lists
    where
        cells.state = 'suppressed'
        or (cells.state = 'measured' and cells.below_threshold is null)
    group by cells.half_year, cells.school_login
),

failures as (
    select
        half_year,
        scenario,
        school_login,
        count(*) as procedures_failed,
        max(case when place = 1 then text_ru end)
        {%- for place in range(2, named + 1) %}
        || coalesce(', ' || max(case when place = {{ place }} then text_ru end), '')
        {%- endfor %}
        || case
            when count(*) > {{ named }}
                then ' и ещё ' || cast(count(*) - {{ named }} as varchar(3))
            else ''
        end as text_ru
    from {{ ref('int_lps_failures') }}
    where years_back = 0
    group by half_year, scenario, school_login
),

grounds as (
    select
        grounds.half_year,
        grounds.scenario,
        grounds.school_login,
        min(case when grounds.rule = 'two_years' then names.name_ru end) as repeated_procedure,
        max(case when grounds.rule = 'two_years_any_procedure' then 1 else 0 end) = 1
            as is_any_procedure_repeated
    from {{ ref('int_lps_grounds') }} as grounds
    left join {{ ref('int_pooled_procedures') }} as names on grounds.procedure = names.procedure
    group by grounds.half_year, grounds.scenario, grounds.school_login
),

judged as (
    select
        schools.half_year,
        rules.scenario,
        schools.school_login,
        rules.lps_fail_share,
        rules.lps_procedures,
        rules.lps_years_any_procedure,
        rules.lps_least_participants,
        rules.leaves_out_marked,
        cast(half_years.calendar_year as varchar(4)) as year_ru,
        cast(cast(rules.lps_years as integer) as varchar(3)) || ' года' as years_ru,
        coalesce(results.procedures_judged, 0) as procedures_judged,
        results.school_login is not null as has_results,
        uncounted.school_login is not null as has_uncounted,
        coalesce(uncounted.is_suppressed, false) as is_suppressed,
        grounds.school_login is not null as is_lps,
        grounds.repeated_procedure,
        coalesce(grounds.is_any_procedure_repeated, false) as is_any_procedure_repeated,
        coalesce(failures.procedures_failed, 0) as procedures_failed,
        failures.text_ru
    from schools
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on schools.half_year = half_years.half_year
    inner join {{ ref('int_scenario_rules') }} as rules
        on schools.half_year = rules.half_year and rules.category = 'lps'
    left join results
        on
            schools.half_year = results.half_year
            and rules.scenario = results.scenario
            and schools.school_login = results.school_login
    left join uncounted
        on schools.half_year = uncounted.half_year and schools.school_login = uncounted.school_login
    left join failures
        on
            schools.half_year = failures.half_year
            and rules.scenario = failures.scenario
            and schools.school_login = failures.school_login
    left join grounds
        on
            schools.half_year = grounds.half_year
            and rules.scenario = grounds.scenario
            and schools.school_login = grounds.school_login
)

select
    half_year,
    scenario,
    school_login,
    case when procedures_judged > 0 then 'measured' else 'not_measured' end as state,
    case when procedures_judged > 0 then is_lps end as is_lps,
    case
        when procedures_judged > 0
            then
                'Процедур ' || year_ru || ' года, в которых порог не преодолели '
                || {{ per_cent_ru('100 * lps_fail_share') }} || ' участников и больше: '
                || cast(procedures_failed as varchar(3)) || ' из '
                || cast(procedures_judged as varchar(3))
                || ' (для списка нужно ' || cast(cast(lps_procedures as integer) as varchar(3)) || ')'
                || coalesce(': ' || text_ru, '') || '.'
                || case
                    when procedures_failed = 0 then ''
                    when is_any_procedure_repeated
                        then ' Хотя бы по одной процедуре так ' || years_ru || ' подряд.'
                    when repeated_procedure is not null
                        then
                            ' По процедуре «' || repeated_procedure || '» так '
                            || years_ru || ' подряд.'
                    when lps_years_any_procedure = 1 then ' Условие «' || years_ru || ' подряд» не выполнено.'
                    else ' Условие «' || years_ru || ' подряд по одной процедуре» не выполнено.'
                end
                || case
                    when has_uncounted and not is_lps
                        then
                            ' Часть результатов не учтена: '
                            || 'число не преодолевших порог в них неизвестно.'
                    else ''
                end
        when has_results and leaves_out_marked
            then 'Все результаты ' || year_ru || ' года — с признаками необъективности.'
        when has_results
            then
                'В каждой процедуре ' || year_ru || ' года участников меньше '
                || cast(cast(lps_least_participants as integer) as varchar(5)) || '.'
        when is_suppressed
            then
                'Результаты ' || year_ru
                || ' года скрыты источником: число не преодолевших порог неизвестно.'
        when has_uncounted
            then
                'По результатам ' || year_ru
                || ' года нельзя сказать, сколько участников не преодолели порог.'
        else 'В ' || year_ru || ' году нет результатов процедур, по которым определяют ШНОР.'
    end as reason_ru
from judged
