{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    post_hook="{{ opora.note_deliveries(like='model.opora.int_assessment_cells_by_delivery') }}"
) }}
-- depends_on: {{ ref('int_assessment_cells_by_delivery') }}
select
    delivery_id,
    school_login,
    procedure,
    assessment_year,
    session,
    score,
    count(score) as participants
from {{ ref('int_participants') }}
{{ only_new_deliveries('assessment_results') }}
group by delivery_id, school_login, procedure, assessment_year, session, score
having count(score) > 0
