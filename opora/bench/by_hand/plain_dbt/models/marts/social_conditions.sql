select *
from read_csv('{{ env_var("PLAIN_LANDING") }}/*/social_conditions/*.csv')
