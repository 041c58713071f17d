with senders as (
    select
        expected.half_year,
        expected.dataset,
        expected.territory,
        expected.school_login,
        count(*) as parts_expected,
        count(sent.first_delivered_on) as parts_delivered,
        max(sent.newest_half_year) as newest_half_year,
        coalesce(sum(sent.rows_in_force), 0) as rows_in_force,
        min(sent.first_delivered_on) as first_delivered_on,
        max(sent.last_delivered_on) as last_delivered_on
    from {{ ref('int_expected_senders') }} as expected
    left join {{ ref('int_sent') }} as sent
        on
            expected.half_year = sent.half_year
            and expected.dataset = sent.dataset
            and coalesce(expected.school_login, expected.territory)
            = coalesce(sent.school_login, sent.territory)
            and coalesce(expected.procedure_kind, '') = coalesce(sent.procedure_kind, '')
    group by expected.half_year, expected.dataset, expected.territory, expected.school_login
),

stated as (
    select
        senders.*,
        schedule.due_on,
        schedule.warn_from_on,
        schedule.severity,
        schedule.is_judged,
        coalesce(open_rows.rows_open, 0) as rows_open,
        case
            when senders.parts_delivered = 0 and open_rows.rows_open > 0 then 'rejected'
            when senders.parts_delivered = 0 then 'missing'
            when senders.parts_delivered < senders.parts_expected or open_rows.rows_open > 0
                then 'partly'
            else 'delivered'
        end as state
    from senders
    inner join {{ ref('int_schedule') }} as schedule
        on senders.half_year = schedule.half_year and senders.dataset = schedule.dataset
    left join {{ ref('int_open_rows') }} as open_rows
        on
            senders.half_year = open_rows.half_year
            and senders.dataset = open_rows.dataset
            and senders.school_login = open_rows.school_login
)

select
    half_year,
    dataset,
    {{ dataset_ru('dataset') }} as dataset_ru,
    territory,
    school_login,
    state,
    parts_expected,
    parts_delivered,
    newest_half_year,
    cast(rows_in_force as bigint) as rows_in_force,
    rows_open,
    due_on,
    warn_from_on,
    severity,
    first_delivered_on,
    last_delivered_on,
    cast(
        case when is_judged then {{ days_between('due_on', 'first_delivered_on') }} end as bigint
    ) as days_late,
    case
        when not is_judged then 'not_judged'
        when first_delivered_on is null then 'missing'
        when first_delivered_on > due_on then 'late'
        else 'on_time'
    end as timeliness
from stated
