{# The condition of an incremental model over a large dataset: deliveries that it doesn't hold yet.
   The ledger names them, so that nothing of the dataset is read when there are none. #}
{% macro only_new_deliveries(dataset) -%}
{%- if is_incremental() -%}
where delivery_id in (
    select delivery_id
    from {{ source('lake', 'ledger') }}
    where
        dataset = '{{ dataset }}'
        and delivery_id not in (select distinct delivery_id from {{ this }})
)
{%- endif -%}
{%- endmacro %}

{# The code of a procedure; one that no rule knows gets a code of its own, so that nothing is lost. #}
{% macro procedure_code(procedures, results) -%}
coalesce(
            {{ procedures }}.procedure,
            {{ results }}.procedure_kind || '_' || {{ results }}.subject
            || '_' || cast({{ results }}.programme_grade as varchar(4))
        )
{%- endmacro %}
