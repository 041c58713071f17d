{# What the models of data quality say of every dataset, from the facts of the contracts. #}

{# The Russian name of a dataset. #}
{% macro dataset_ru(dataset) -%}
case {{ dataset }}
            {%- for name, facts in opora.contract_facts().items() %}
            when '{{ name }}' then '{{ facts.title_ru }}'
            {%- endfor %}
        end
{%- endmacro %}

{# The half-year that a day lies in. #}
{% macro half_year_of(date) -%}
cast(extract(year from {{ date }}) as varchar(4))
        || case when extract(month from {{ date }}) <= 6 then '-H1' else '-H2' end
{%- endmacro %}

{# The half-year of a rejected row's event, by its dataset; NULL where it has no day. #}
{% macro event_half_year(rows) -%}
case {{ rows }}.dataset
            {%- for name, facts in opora.contract_facts().items() if facts.event_date %}
            when '{{ name }}' then {{ opora.half_year_of(rows ~ '.' ~ facts.event_date) }}
            {%- endfor %}
        end
{%- endmacro %}

{# The datasets of results, for a list. #}
{% macro assessment_datasets() -%}
  {%- set names = [] -%}
  {%- for name, facts in opora.contract_facts().items() if facts.is_assessment -%}
    {%- do names.append("'" ~ name ~ "'") -%}
  {%- endfor -%}
  {{ names | join(', ') }}
{%- endmacro %}

{# All columns of rejected rows that keys and delivery rules need. #}
{% macro key_columns() -%}
  {%- set columns = ['school_login', 'procedure_kind', 'assessment_year', 'session'] -%}
  {%- for facts in opora.contract_facts().values() -%}
    {%- for column in facts.key + facts.unit + [facts.event_date or 'school_login'] -%}
      {%- if column not in columns + ['delivered_half_year'] -%}
        {%- do columns.append(column) -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(columns) }}
{%- endmacro %}

{# Rows of two tables agree in all columns; `known`: also where both are NULL. #}
{% macro agree_in(columns, one, other, known=false) -%}
  {%- for column in columns -%}
  {{ one }}.{{ adapter.quote(column) }} {{ 'is not distinct from' if known else '=' }} {{ other }}.{{ adapter.quote(column) }}
  {{- ' and ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{# Of a dataset: rows by delivery, half-year and school, with the first later delivery that put them
   out of force. `half_year` is that of the folder; what came in landing/history/ has that of its event
   or of its assessment window, if any. `due_half_year`: in which it was expected. #}
{% macro delivered_rows(name, facts, counted) -%}
{%- set columns = ['delivery_id'] + facts.unit -%}
{%- for column in ['school_login', 'territory'] if column not in facts.unit -%}
  {%- if facts['has_' ~ column.split('_')[0]] -%}{%- do columns.append(column) -%}{%- endif -%}
{%- endfor -%}
select
    '{{ name }}' as dataset,
    delivery_id,
    belongs_to_half_year as half_year,
    {{ 'due_half_year' if facts.is_assessment else 'belongs_to_half_year' }} as due_half_year,
    {{ 'school_login' if facts.has_school else 'cast(null as varchar(100))' }} as school_login,
    {{ 'territory' if facts.has_territory else 'cast(null as varchar(100))' }} as territory,
    {{ 'procedure_kind' if facts.is_assessment else 'cast(null as varchar(100))' }} as procedure_kind,
    replaced_by,
    cast(sum(delivered_rows) as bigint) as delivered_rows
from (
    {%- if facts.is_assessment %}
    select
        rows_of_dataset.*,
        coalesce(rows_of_dataset.delivered_half_year, windows.half_year) as belongs_to_half_year,
        due.due_half_year
    from (
        {{ opora.results_with_replacing(counted or source('lake', name), facts, 'sum(delivered_rows)' if counted else 'count(*)') }}
    ) as rows_of_dataset
    {{ opora.windows_of('rows_of_dataset') }}
    {%- else %}
    select *, {{ opora.replaced_by(facts.unit) }} as replaced_by
    from (
        {%- if facts.replaces %}
        select {{ opora.quoted_list(columns) }}, belongs_to_half_year, count(*) as delivered_rows
        from ({{ opora.rows_with_half_year(name, facts) }}) as rows_of_dataset
        group by {{ opora.quoted_list(columns) }}, belongs_to_half_year
        {%- else %}
        select *, 1 as delivered_rows
        from ({{ opora.rows_with_half_year(name, facts) }}) as rows_of_dataset
        {%- endif %}
    ) as dated
    {%- endif %}
) as ordered
group by 1, 2, 3, 4, 5, 6, 7, 8
{%- endmacro %}

{# The first later delivery of the same rows. #}
{% macro replaced_by(unit) -%}
min(delivery_id) over (
        partition by {{ opora.quoted_list(unit) }}
        order by delivery_id
        range between 1 following and unbounded following
    )
{%- endmacro %}

{# Results by delivery, school and sitting. Nearly all are delivered once, and then nothing has replaced them:
   only where several deliveries have rows of one sitting at a school is it asked subject by subject. #}
{% macro results_with_replacing(rows, facts, number_of_rows) -%}
{%- set sitting = ['school_login', 'procedure_kind', 'assessment_year', 'session'] -%}
select
    min(delivery_id) as delivery_id, min(delivered_half_year) as delivered_half_year,
    {{ opora.quoted_list(sitting) }}, cast(null as bigint) as replaced_by, {{ number_of_rows }} as delivered_rows
from {{ rows }}
group by {{ opora.quoted_list(sitting) }}
having min(delivery_id) = max(delivery_id)
union all
select
    delivery_id, delivered_half_year, {{ opora.quoted_list(sitting) }},
    {{ opora.replaced_by(facts.unit) }} as replaced_by, delivered_rows
from (
    select
        results.delivery_id, results.delivered_half_year,
        {%- for column in facts.unit %} results.{{ adapter.quote(column) }},{% endfor %} {{ number_of_rows }} as delivered_rows
    from {{ rows }} as results
    inner join (
        select {{ opora.quoted_list(sitting) }}
        from {{ rows }}
        group by {{ opora.quoted_list(sitting) }}
        having min(delivery_id) < max(delivery_id)
    ) as again
        on {{ opora.agree_in(sitting, 'again', 'results', known=true) }}
    group by
        results.delivery_id, results.delivered_half_year
        {%- for column in facts.unit %}, results.{{ adapter.quote(column) }}{% endfor %}
) as delivered_again
{%- endmacro %}

{# The rows of a dataset, with the half-year of their folder or else of their event. #}
{% macro rows_with_half_year(name, facts) -%}
select
            *,
            coalesce(
                delivered_half_year,
                {{ opora.half_year_of(facts.event_date) if facts.event_date else 'null' }}
            ) as belongs_to_half_year
        from {{ source('lake', name) }}
{%- endmacro %}

{# The assessment window of a row, and the half-year in which its procedure is complete. #}
{% macro windows_of(rows) -%}
left join {{ ref('rule_assessment_windows') }} as windows
            on
                {{ rows }}.procedure_kind = windows.procedure_kind
                and {{ rows }}.assessment_year = windows.assessment_year
                and {{ rows }}.session = windows.session
        left join {{ ref('int_due_procedures') }} as due
            on
                {{ rows }}.procedure_kind = due.procedure_kind
                and {{ rows }}.assessment_year = due.assessment_year
                and {{ rows }}.session = due.session
{%- endmacro %}

{# Of a dataset: the later deliveries that answer a rejected row, by what they were found: `place`: the
   same row of the same file, taken after all; `key`: an accepted row of the same key (and scope);
   `scope`: accepted rows of the same scope, where deliveries replace each other. #}
{% macro later_rows(name, facts, counted) -%}
{%- set same_scope = opora.agree_in(facts.unit, 'rejected', 'later', known=true) -%}
select
    rejected.dataset, rejected.delivery_id, rejected.sheet, rejected.row_no,
    'place' as found_by,
    min(later.delivery_id) as later_delivery_id
from {{ ref('int_quarantine') }} as rejected
inner join {{ ref('int_rereadings') }} as rereadings
    on
        rejected.delivery_id = rereadings.delivery_id
        and rejected.dataset = rereadings.dataset
        and rereadings.is_same_file
inner join {{ source('lake', name) }} as later
    on
        rereadings.later_delivery_id = later.delivery_id
        and rejected.row_no = later.row_no
        and rejected.sheet is not distinct from later.sheet
where rejected.dataset = '{{ name }}'
group by rejected.dataset, rejected.delivery_id, rejected.sheet, rejected.row_no
union all
select
    rejected.dataset, rejected.delivery_id, rejected.sheet, rejected.row_no,
    'key' as found_by,
    min(later.delivery_id) as later_delivery_id
from {{ ref('int_quarantine') }} as rejected
inner join {{ source('lake', name) }} as later
    on
        {{ opora.agree_in(facts.key, 'rejected', 'later') }}
        {%- if facts.replaces %}
        and {{ same_scope }}
        {%- endif %}
        and rejected.delivery_id < later.delivery_id
where
    rejected.dataset = '{{ name }}'
    {%- if counted %}
    -- of participants only the deliveries that came for a scope with rejected rows
    and later.delivery_id in (
        select cells.delivery_id
        from {{ counted }} as cells
        inner join {{ ref('int_quarantine') }} as waiting
            on
                waiting.dataset = '{{ name }}'
                and {{ opora.agree_in(facts.unit, 'waiting', 'cells', known=true) }}
                and waiting.delivery_id < cells.delivery_id
    )
    {%- endif %}
group by rejected.dataset, rejected.delivery_id, rejected.sheet, rejected.row_no
{%- if facts.replaces %}
union all
select
    rejected.dataset, rejected.delivery_id, rejected.sheet, rejected.row_no,
    'scope' as found_by,
    min(later.delivery_id) as later_delivery_id
from {{ ref('int_quarantine') }} as rejected
inner join {{ counted or source('lake', name) }} as later
    on {{ same_scope }} and rejected.delivery_id < later.delivery_id
where rejected.dataset = '{{ name }}'
group by rejected.dataset, rejected.delivery_id, rejected.sheet, rejected.row_no
{%- endif %}
{%- endmacro %}
