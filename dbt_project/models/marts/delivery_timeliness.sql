{%- set count_of = "count(case when completeness.timeliness = '%s' then 1 end)" -%}
with counted as (
    select
        completeness.half_year,
        completeness.dataset,
        completeness.dataset_ru,
        ancestors.ancestor as territory,
        completeness.due_on,
        max(case when completeness.timeliness = 'not_judged' then 1 else 0 end) = 0 as is_judged,
        count(*) as senders_expected,
        count(completeness.first_delivered_on) as senders_delivered,
        count(case when completeness.state <> 'delivered' then 1 end) as senders_incomplete,
        {{ count_of % 'on_time' }} as senders_on_time,
        {{ count_of % 'late' }} as senders_late,
        median(completeness.days_late) as median_days_late
    from {{ ref('delivery_completeness') }} as completeness
    inner join {{ ref('int_territory_ancestors') }} as ancestors
        on completeness.territory = ancestors.territory
    group by
        completeness.half_year,
        completeness.dataset,
        completeness.dataset_ru,
        ancestors.ancestor,
        completeness.due_on
)

select
    half_year,
    dataset,
    dataset_ru,
    territory,
    due_on,
    case when is_judged then 'judged' else 'not_judged' end as state,
    senders_expected,
    senders_delivered,
    senders_expected - senders_delivered as senders_missing,
    senders_incomplete,
    case when is_judged then senders_on_time end as senders_on_time,
    case when is_judged then senders_late end as senders_late,
    case when is_judged then {{ per_cent('senders_on_time', 'senders_expected') }} end
        as on_time_share,
    case when is_judged then cast(median_days_late as double) end as median_days_late
from counted
