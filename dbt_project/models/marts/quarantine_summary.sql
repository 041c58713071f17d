{%- set count_of = "count(case when quarantined.resolution = '%s' then 1 end)" -%}
select
    quarantined.half_year,
    quarantined.dataset,
    quarantined.dataset_ru,
    quarantined.rule_id,
    coalesce(max(rules.severity), 'critical') as severity,
    max(rules.rule_ru) as rule_ru,
    count(*) as rows_rejected,
    count(distinct quarantined.delivery_id) as deliveries,
    count(distinct quarantined.school_login) as schools,
    {{ count_of % 'corrected' }} as rows_corrected,
    {{ count_of % 'recovered' }} as rows_recovered,
    {{ count_of % 'superseded' }} as rows_superseded,
    {{ count_of % 'open' }} as rows_open
from {{ ref('quarantine_rows') }} as quarantined
left join {{ ref('contract_rules') }} as rules on quarantined.rule_id = rules.rule_id
group by
    quarantined.half_year, quarantined.dataset, quarantined.dataset_ru, quarantined.rule_id
