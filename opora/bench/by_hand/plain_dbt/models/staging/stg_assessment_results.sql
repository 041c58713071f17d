select
    "Логин ОО" as school_login,
    "Вид процедуры" as procedure_kind,
    "Предмет" as subject,
    try_cast("Класс программы" as integer) as programme_grade,
    try_cast("Год процедуры" as integer) as assessment_year,
    "Этап" as session,
    cast("Код участника" as varchar) as participant_code,
    try_cast("Дата проведения" as date) as held_on,
    try_cast("Первичный балл" as double) as primary_score,
    try_cast("Тестовый балл" as double) as test_score,
    try_cast("Отметка" as integer) as mark,
    try_cast("Отметка по журналу" as integer) as journal_mark,
    try_cast("Балл по геометрии" as double) as geometry_score
from read_csv('{{ env_var("PLAIN_LANDING") }}/*/assessment_results/*.csv')
