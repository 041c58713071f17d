"""Superset's configuration: Russian, on this machine only, silent to the outside.

Superset reads this file (SUPERSET_CONFIG_PATH); its names are Superset's. Belongs here: settings.
Keys and paths come from the folder that OPORA_SUPERSET_FOLDER names.
"""

import os
from pathlib import Path

_FOLDER = Path(os.environ["OPORA_SUPERSET_FOLDER"])

APP_NAME = "Опора"
SECRET_KEY = (_FOLDER / "secret_key").read_text(encoding="ascii")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_FOLDER / 'superset.db'}"
# two workers write to one SQLite file
SQLALCHEMY_ENGINE_OPTIONS = {"connect_args": {"timeout": 30}}
UPLOAD_FOLDER = f"{_FOLDER / 'uploads'}/"
SUPERSET_LOG_VIEW = False

BABEL_DEFAULT_LOCALE = "ru"
LANGUAGES = {
    "ru": {"flag": "ru", "name": "Русский"},
    "en": {"flag": "gb", "name": "English"},
}
D3_FORMAT = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0₽"]}
D3_TIME_FORMAT = {
    "dateTime": "%d.%m.%Y %H:%M:%S",
    "date": "%d.%m.%Y",
    "time": "%H:%M:%S",
    "periods": ["", ""],
    "days": [
        *("воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"),
    ],
    "shortDays": ["вс", "пн", "вт", "ср", "чт", "пт", "сб"],
    "months": [
        *("январь", "февраль", "март", "апрель", "май", "июнь"),
        *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
    ],
    "shortMonths": [
        *("янв", "фев", "мар", "апр", "май", "июн"),
        *("июл", "авг", "сен", "окт", "ноя", "дек"),
    ],
}

# a chart without a limit of its own must not fetch a country's table
ROW_LIMIT = 1000
SAMPLES_ROW_LIMIT = 200

# Superset's pages carry a picture of a web counter and fonts from elsewhere: browsers may ask
# nobody but this server
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
