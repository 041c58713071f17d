{#- A rule with a misspelt word in it would never be triggered, and look like a school without findings. -#}
with details as (
    select 'weak_procedure' as finding, procedure as detail from {{ ref('rule_procedures') }}
    union distinct
    select 'risk_factor' as finding, risk_factor as detail from {{ ref('rule_risk_factors') }}
    union distinct
    select finding, indicator as detail from {{ ref('rule_indicators') }}
    union distinct
    select 'status' as finding, value as detail from {{ ref('rule_vocabularies') }}
    where vocabulary = 'category' and value in ('lps', 'dcs')
    union distinct
    select 'competence_deficit' as finding, value as detail from {{ ref('rule_vocabularies') }}
    where vocabulary = 'diagnostic_kind'
),

severities as (
    select finding, min({{ severity_rank('severity') }}) as gravest
    from {{ ref('rule_finding_severities') }}
    where severity is not null
    group by finding
)

select rules.rule, rules.valid_from
from {{ ref('rule_recommendation_rules') }} as rules
left join severities on rules.finding = severities.finding
left join details
    on
        rules.finding = details.finding
        and (
            rules.detail = details.detail
            -- the kind of a diagnostic, or one block of it
            or left(rules.detail, length(details.detail) + 1) = details.detail || '-'
        )
left join {{ ref('rule_indicators') }} as indicators on rules.indicator = indicators.indicator
where
    severities.finding is null
    or (rules.detail is not null and details.detail is null)
    or indicators.indicator is null
    or not coalesce(rules.kind in ('targeted', 'practice', 'material'), false)
    or not coalesce(rules.addressee in ('school', 'municipal_service', 'curator'), false)
    or not coalesce(rules.applies_to in ('listed', 'all'), false)
    or not coalesce(rules.least_severity in ('high', 'medium', 'low'), false)
    or {{ severity_rank('rules.least_severity') }} < severities.gravest
    or coalesce(rules.valid_to < rules.valid_from, false)
    or rules.text_ru is null
    or not coalesce(rules.deadline_days > 0, false)
    or not coalesce(rules.repeat_after_half_years > 0, false)
    -- catalogues are matched by subject and risk factor, and a reader must learn what is meant
    or (
        rules.kind <> 'targeted'
        and (
            rules.finding not in ('weak_procedure', 'risk_factor', 'competence_deficit')
            or rules.text_ru not like '%{' || rules.kind || '}%'
        )
    )
    -- a part of the recommendations' ids, where a hyphen ends it
    or rules.rule in ('practice', 'material')
    or rules.rule like '%-%'
    or rules.rule like '%/%'
    or rules.rule like '% %'
