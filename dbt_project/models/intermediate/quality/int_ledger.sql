-- after the cycle, which takes papers that waited for {{ source('cycle', 'recommendations') }}
with deliveries as (
    select
        delivery_id,
        dataset,
        half_year,
        path,
        max(mapping) as mapping,
        format,
        encoding,
        sha256,
        taken_at,
        -- of a file that brings schools and registers others besides, the graver one
        max_by(
            status,
            case status
                when 'accepted' then 1
                when 'duplicate' then 2
                when 'partly_accepted' then 3
                when 'rejected' then 4
                when 'blocked' then 5
                when 'refused' then 6
            end
        ) as status,
        {{ joined('message', ' ') }} as message_ru,
        cast(sum(rows_received) as bigint) as rows_received,
        cast(sum(rows_accepted) as bigint) as rows_accepted,
        cast(sum(rows_quarantined) as bigint) as rows_quarantined,
        -- how many total rows the list holds: each of them says once what was counted
        cast(
            sum(length(declared_totals) - length(replace(declared_totals, '"counted": ', '')))
            / length('"counted": ') as bigint
        ) as totals_checked
    from {{ source('lake', 'ledger') }}
    group by delivery_id, dataset, half_year, path, format, encoding, sha256, taken_at
)

select
    *,
    -- the sender sent it on the day when it was read first
    cast(min(taken_at) over (partition by path, sha256) as date) as delivered_on,
    rows_received > 0
    and coalesce(
        sum(rows_received) over (
            partition by path, sha256, dataset
            order by delivery_id
            rows between unbounded preceding and 1 preceding
        ), 0
    ) > 0 as is_rereading
from deliveries
