{# The sentences of hub_matches: why this hub, why another one than before, why none, what of the agreements. #}

{# What is alike and what isn't, part by part. #}
{% macro hub_pair_ru() -%}
'Опорная школа — ' || hub_name || ' (' || hub_login || '). '
        || case
            when school_index is not null and hub_index is not null
                then
                    'Условия: ИСБШ ' || {{ opora.decimal_ru('school_index') }} || ' и '
                    || {{ opora.decimal_ru('hub_index') }} || ' из 100. '
            when school_index is null and hub_index is null
                then 'Условия не сравнить: ИСБШ нет у обеих школ. '
            when school_index is null then 'Условия не сравнить: у школы нет ИСБШ. '
            else 'Условия не сравнить: у опорной школы нет ИСБШ. '
        end
        || case
            when is_same_settlement and settlement_kind = 'urban' then 'Обе школы городские. '
            when is_same_settlement and settlement_kind = 'rural' then 'Обе школы сельские. '
            when is_same_settlement then 'Тип местности одинаковый. '
            when settlement_kind = 'urban' and hub_settlement_kind = 'rural'
                then 'Школа городская, опорная — сельская. '
            when settlement_kind = 'rural' and hub_settlement_kind = 'urban'
                then 'Школа сельская, опорная — городская. '
            when not is_same_settlement then 'Тип местности разный. '
            else 'Тип местности не сравнить: он указан не у обеих школ. '
        end
        || case
            when strength in ('strong_where_weak', 'not_strong')
                then
                    case strength
                        when 'strong_where_weak' then 'Опорная сильна там, где школа слаба: «'
                        else 'Там, где школа слаба, опорная не сильна: «'
                    end
                    || weak_subject_area || '», результат школы на '
                    || {{ opora.decimal_ru('-school_result', 2) }} || ' ниже среднего, опорной — на '
                    || {{ opora.decimal_ru('abs(hub_result)', 2) }}
                    || case when hub_result < 0 then ' ниже' else ' выше' end
                    || ' (в стандартных отклонениях участников). '
            when strength = 'no_weak_subject' then 'Слабых предметов у школы нет. '
            else 'Сильные и слабые предметы не сравнить: нет действующих результатов. '
        end
        || coalesce(
            'По прямой ' || {{ opora.decimal_ru('distance_km') }} || ' км. ',
            'Расстояние неизвестно: координаты указаны не у обеих школ. '
        )
{%- endmacro %}

{# Since when the pair holds, or why the hub of the half-year before isn't the school's any more. #}
{% macro hub_change_ru() -%}
case
            when is_kept then 'Пара сохраняется с ' || matched_since || '. '
            when previous_hub_login is null then ''
            else
                'Прежняя опорная школа — ' || previous_hub_name || ' (' || previous_hub_login || '): '
                || case change_reason
                    when 'hub_closed' then 'она закрыта. '
                    when 'hub_left_the_list' then 'её больше нет в списке опорных. '
                    when 'hub_out_of_reach' then 'она теперь в другой территории или слишком далеко. '
                    when 'hub_has_fewer_places' then 'мест у неё стало меньше. '
                    when 'place_for_listed_school' then 'место отдано школе из официального списка. '
                    when 'agreement_with_another' then 'договор действует с новой, а не с ней. '
                    when 'better_match' then 'новая подходит заметно лучше. '
                    else 'её место подошло другой школе, и подбор в целом стал лучше. '
                end
        end
{%- endmacro %}

{# Why there is no hub, and what can be done. #}
{% macro no_hub_ru() -%}
'Опорной школы нет. '
        || case reason
            when 'unknown_territory'
                then
                    'Территории школы нет в справочнике: неизвестно, где искать. '
                    || 'Исправьте территорию в перечне школ или дополните справочник territories. '
            when 'no_hubs_in_region'
                then
                    'На территории «' || region_ru || '» нет действующих опорных школ. '
                    || 'Внесите опорные школы в список. '
            when 'is_only_hub'
                then
                    'Единственная опорная школа территории «' || region_ru || '» — она сама. '
                    || 'Внесите в список ещё одну опорную школу. '
            when 'hubs_have_no_places'
                then
                    'У других опорных школ территории «' || region_ru || '» в списке указано 0 мест. '
                    || 'Уточните, сколько школ они могут сопровождать. '
            when 'too_far'
                then
                    'Ближайшая опорная школа с местами в ' || {{ opora.decimal_ru('nearest_hub_km') }}
                    || ' км по прямой, дальше ' || replace({{ opora.decimal_ru('farthest_km') }}, ',0', '')
                    || ' км школы не соединяют. Внесите в список опорную школу поближе '
                    || 'или увеличьте в правилах предельное расстояние (hub_farthest_km), '
                    || 'если работать будут дистанционно. '
            when 'no_places_left'
                then
                    case
                        when region_matched < region_places
                            then
                                'У опорных школ не дальше ' || replace({{ opora.decimal_ru('farthest_km') }}, ',0', '')
                                || ' км все места заняты. '
                        else
                            'Мест у опорных школ территории «' || region_ru || '» — '
                            || cast(region_places as varchar(20)) || ', школ в очереди — '
                            || cast(region_schools as varchar(20)) || '. '
                    end
                    || 'Школа в очереди ' || cast(place_in_line as varchar(20))
                    || '-я. Добавьте опорные школы или места в списке. '
            else ''
        end
{%- endmacro %}

{# Whether the agreements in force are with this hub. #}
{% macro hub_agreement_ru() -%}
case
            when has_agreement then 'Договор с ней действует.'
            when hub_login is not null and other_partners = 0 then 'Договора с ней нет: заключите его.'
            when hub_login is not null then 'Договора с ней нет.'
            when other_partners = 0 then 'Действующих договоров нет.'
            else ''
        end
        || case
            when other_partners = 0 then ''
            when has_agreement then ' Действуют и другие договоры: ' || other_partners_ru || '.'
            when hub_login is not null
                then
                    ' Договор действует '
                    || case when other_partners = 1 then 'с другой школой: ' else 'с другими школами: ' end
                    || other_partners_ru
                    || '. Решите, менять ли опорную школу.'
            else
                'Договор действует '
                || case when other_partners = 1 then 'со школой: ' else 'со школами: ' end
                || other_partners_ru || '.'
        end
{%- endmacro %}
