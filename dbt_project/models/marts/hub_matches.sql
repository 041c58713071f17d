with agreements as (
    select distinct half_year, school_login, hub_login
    from {{ ref('int_partnerships') }}
    -- after a succession the two may have become one
    where hub_login <> school_login
),

other_partners as (
    select
        agreements.half_year,
        agreements.school_login,
        count(*) as other_partners,
        {{ joined("coalesce(schools.name || ' (' || agreements.hub_login || ')', agreements.hub_login)") }}
            as other_partners_ru,
        {{ joined("agreements.hub_login") }} as other_partner_logins
    from agreements
    inner join {{ source('cycle', 'hub_matches') }} as matches
        on
            agreements.half_year = matches.half_year
            and agreements.school_login = matches.school_login
            and agreements.hub_login <> coalesce(matches.hub_login, '')
    left join {{ ref('int_schools') }} as schools on agreements.hub_login = schools.school_login
    group by agreements.half_year, agreements.school_login
),

facts as (
    select
        matches.*,
        schools.school_id,
        hubs.school_id as hub_id,
        hubs.name as hub_name,
        previous_hubs.name as previous_hub_name,
        coalesce(territories.name_ru, matches.region) as region_ru,
        school_features.wellbeing_index as school_index,
        hub_features.wellbeing_index as hub_index,
        school_features.settlement_kind,
        hub_features.settlement_kind as hub_settlement_kind,
        coalesce(other_partners.other_partners, 0) as other_partners,
        other_partners.other_partners_ru,
        other_partners.other_partner_logins,
        rules.hub_farthest_km as farthest_km,
        count(*) over (partition by matches.half_year, matches.region) as region_schools,
        count(matches.hub_login) over (partition by matches.half_year, matches.region)
            as region_matched
    from {{ source('cycle', 'hub_matches') }} as matches
    inner join {{ ref('int_schools') }} as schools on matches.school_login = schools.school_login
    inner join {{ ref('int_half_year_rules') }} as rules on matches.half_year = rules.half_year
    left join {{ ref('int_schools') }} as hubs on matches.hub_login = hubs.school_login
    left join {{ ref('int_schools') }} as previous_hubs
        on matches.previous_hub_login = previous_hubs.school_login
    left join {{ ref('rule_territories') }} as territories on matches.region = territories.territory
    left join {{ ref('int_hub_features') }} as school_features
        on
            matches.half_year = school_features.half_year
            and matches.school_login = school_features.school_login
    left join {{ ref('int_hub_features') }} as hub_features
        on
            matches.half_year = hub_features.half_year
            and matches.hub_login = hub_features.school_login
    left join other_partners
        on
            matches.half_year = other_partners.half_year
            and matches.school_login = other_partners.school_login
)

select
    half_year,
    school_id,
    school_login,
    region,
    is_listed,
    place_in_line,
    state,
    reason,
    hub_id,
    hub_login,
    is_kept,
    matched_since,
    previous_hub_login,
    change_reason,
    cost,
    context_cost,
    settlement_cost,
    strength_cost,
    distance_cost,
    agreement_bonus,
    school_index,
    hub_index,
    context_difference,
    is_same_settlement,
    strength,
    weak_subject_area,
    school_result,
    hub_result,
    distance_km,
    case
        when has_agreement then 'with_this_hub'
        when other_partners > 0 then 'with_another_school'
        else 'none'
    end as agreement_state,
    other_partner_logins,
    hub_places,
    region_hubs,
    region_places,
    region_schools,
    nearest_hub_km,
    case
        when state = 'matched' then {{ hub_pair_ru() }}
        else {{ no_hub_ru() }}
    end
    || {{ hub_change_ru() }}
    || {{ hub_agreement_ru() }} as explanation_ru
from facts
