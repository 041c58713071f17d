with answers as (
    select
        dataset,
        delivery_id,
        sheet,
        row_no,
        min(case when found_by = 'place' then later_delivery_id end) as taken_by,
        min(case when found_by = 'key' then later_delivery_id end) as corrected_by,
        min(case when found_by = 'scope' then later_delivery_id end) as replaced_by
    from {{ ref('int_later_rows') }}
    group by dataset, delivery_id, sheet, row_no
),

-- the same row of the same file, rejected again: its newer trace counts
rejected_again as (
    select
        earlier.dataset,
        earlier.delivery_id,
        earlier.sheet,
        earlier.row_no,
        min(later.delivery_id) as later_delivery_id
    from {{ ref('int_quarantine') }} as earlier
    inner join {{ ref('int_rereadings') }} as rereadings
        on
            earlier.dataset = rereadings.dataset
            and earlier.delivery_id = rereadings.delivery_id
            and rereadings.is_same_file
    inner join {{ ref('int_quarantine') }} as later
        on
            earlier.dataset = later.dataset
            and rereadings.later_delivery_id = later.delivery_id
            and earlier.row_no = later.row_no
            and earlier.sheet is not distinct from later.sheet
    group by earlier.dataset, earlier.delivery_id, earlier.sheet, earlier.row_no
),

-- the file came again with other content: what is still wrong in it has a trace of its own
delivered_again as (
    select
        dataset,
        delivery_id,
        min(later_delivery_id) as later_delivery_id
    from {{ ref('int_rereadings') }}
    where not is_same_file
    group by dataset, delivery_id
),

found as (
    select
        rejected.dataset,
        rejected.delivery_id,
        rejected.belongs_to_half_year as half_year,
        rejected.sheet,
        rejected.row_no,
        rejected.school_login,
        answers.taken_by,
        answers.corrected_by,
        -- the first that there is: NULLs are passed over
        least(
            answers.replaced_by,
            rejected_again.later_delivery_id,
            delivered_again.later_delivery_id
        ) as superseded_by
    from {{ ref('int_quarantine') }} as rejected
    left join answers
        on
            rejected.dataset = answers.dataset
            and rejected.delivery_id = answers.delivery_id
            and rejected.row_no = answers.row_no
            and rejected.sheet is not distinct from answers.sheet
    left join rejected_again
        on
            rejected.dataset = rejected_again.dataset
            and rejected.delivery_id = rejected_again.delivery_id
            and rejected.row_no = rejected_again.row_no
            and rejected.sheet is not distinct from rejected_again.sheet
    left join delivered_again
        on
            rejected.dataset = delivered_again.dataset
            and rejected.delivery_id = delivered_again.delivery_id
)

select
    dataset,
    delivery_id,
    half_year,
    sheet,
    row_no,
    school_login,
    case
        when taken_by is not null then 'recovered'
        when corrected_by is not null then 'corrected'
        when superseded_by is not null then 'superseded'
        else 'open'
    end as resolution,
    coalesce(taken_by, corrected_by, superseded_by) as resolved_by
from found
