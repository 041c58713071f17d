select
    "Логин ОО" as school_login,
    "Вид процедуры" as procedure_kind,
    "Предмет" as subject,
    try_cast("Класс программы" as integer) as programme_grade,
    try_cast("Год процедуры" as integer) as assessment_year,
    "Этап" as session,
    try_cast("Количество участников" as integer) as participants,
    try_cast("Отметка 2" as double) as mark_2,
    try_cast("Отметка 3" as double) as mark_3,
    try_cast("Отметка 4" as double) as mark_4,
    try_cast("Отметка 5" as double) as mark_5,
    "Единица" as unit
from read_csv('{{ env_var("PLAIN_LANDING") }}/*/assessment_marks/*.csv')
