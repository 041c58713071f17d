-- every file counts once, as it was first read: rows that were taken again later are the same rows, and
-- those that only waited for what they refer to were nobody's mistake
with checked as (
    select
        half_year,
        dataset,
        sum(rows_received) as rows_checked
    from {{ ref('int_ledger') }}
    where half_year is not null and rows_received > 0 and not is_rereading
    group by half_year, dataset
),

failing as (
    select
        ledger.half_year,
        findings.dataset,
        findings.rule_id,
        count(distinct findings.place) as rows_failing
    from (
        select
            *,
            delivery_id || ' ' || coalesce(sheet, '') || ' ' || row_no as place
        from {{ source('lake', 'findings') }}
    ) as findings
    inner join {{ ref('int_ledger') }} as ledger
        on findings.delivery_id = ledger.delivery_id and findings.dataset = ledger.dataset
    left join {{ ref('int_resolutions') }} as recovered
        on
            findings.delivery_id = recovered.delivery_id
            and findings.dataset = recovered.dataset
            and findings.row_no = recovered.row_no
            and findings.sheet is not distinct from recovered.sheet
            and findings.severity = 'critical'
            and recovered.resolution = 'recovered'
    where
        ledger.half_year is not null
        and ledger.rows_received > 0
        and not ledger.is_rereading
        and recovered.delivery_id is null
    group by ledger.half_year, findings.dataset, findings.rule_id
),

counted as (
    select
        half_years.half_year,
        rules.dataset,
        rules.rule_id,
        rules.severity,
        rules.rule_ru,
        coalesce(checked.rows_checked, 0) as rows_checked,
        case when checked.rows_checked > 0 then coalesce(failing.rows_failing, 0) end as rows_failing,
        case
            when checked.rows_checked > 0
                then {{ per_cent('coalesce(failing.rows_failing, 0)', 'checked.rows_checked') }}
        end as share
    from {{ ref('int_monitored_half_years') }} as half_years
    cross join {{ ref('contract_rules') }} as rules
    left join checked
        on half_years.half_year = checked.half_year and rules.dataset = checked.dataset
    left join failing
        on half_years.half_year = failing.half_year and rules.rule_id = failing.rule_id
    where rules.counts_rows
),

compared as (
    select
        half_year,
        rule_id,
        lag(half_year) over (partition by rule_id order by half_year) as compared_half_year,
        lag(share) over (partition by rule_id order by half_year) as share_before
    from counted
    where rows_checked > 0
)

select
    counted.half_year,
    counted.dataset,
    {{ dataset_ru('counted.dataset') }} as dataset_ru,
    counted.rule_id,
    counted.severity,
    counted.rule_ru,
    case when counted.rows_checked > 0 then 'measured' else 'not_applicable' end as state,
    cast(counted.rows_checked as bigint) as rows_checked,
    counted.rows_failing,
    counted.share,
    compared.compared_half_year,
    counted.share - compared.share_before as change
from counted
left join compared
    on counted.half_year = compared.half_year and counted.rule_id = compared.rule_id
