{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    post_hook="{{ opora.note_deliveries(like='model.opora.int_assessment_cells_by_delivery') }}"
) }}
select
    delivery_id,
    school_login,
    procedure,
    assessment_year,
    session,
    max(participants) as with_same_score
from {{ ref('int_score_distribution_by_delivery') }}
{{ only_new_deliveries('assessment_results') }}
group by delivery_id, school_login, procedure, assessment_year, session
