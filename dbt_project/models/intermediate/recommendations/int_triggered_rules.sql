with rules_in_force as (
    select
        half_years.half_year,
        rules.*,
        row_number() over (
            partition by half_years.half_year, rules.rule order by rules.valid_from desc
        ) as place
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('rule_recommendation_rules') }} as rules
        on
            half_years.ends_on >= rules.valid_from
            and half_years.ends_on <= coalesce(rules.valid_to, half_years.ends_on)
)

select
    findings.half_year,
    findings.school_login,
    findings.finding_id,
    findings.detail,
    findings.detail_ru,
    findings.subject_area,
    findings.risk_factor,
    findings.severity,
    findings.value,
    findings.threshold,
    findings.unit,
    findings.since,
    rules.rule,
    rules.kind,
    rules.addressee,
    rules.text_ru,
    rules.deadline_days,
    rules.indicator,
    rules.repeat_after_half_years
from {{ ref('int_findings') }} as findings
inner join rules_in_force as rules
    on
        findings.half_year = rules.half_year
        and findings.kind = rules.finding
        and rules.place = 1
        -- the whole detail, or its first part: the kind of a diagnostic
        and (
            rules.detail is null
            or findings.detail = rules.detail
            or left(findings.detail, length(rules.detail) + 1) = rules.detail || '-'
        )
        and (findings.is_listed or rules.applies_to = 'all')
        and {{ severity_rank('findings.severity') }} <= {{ severity_rank('rules.least_severity') }}
