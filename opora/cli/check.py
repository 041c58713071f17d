"""`opora check`: would these files be taken, and what is wrong with them, for who filled them in.

Belongs here: arguments, the exit code, where copies may lie. What is said stands in `checked`; it
speaks Russian, because senders read it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from opora.answers.copies import Judged, copy_path, is_untouched_copy, write_copy
from opora.cli.checked import say_checked, say_copies
from opora.cli.half_year import check_period
from opora.contracts import load_contracts
from opora.errors import OporaError
from opora.forms.words import Words
from opora.full_disk import is_disk_full
from opora.home import Home
from opora.pipeline.check import Checked, CheckedFile
from opora.pipeline.check import check as check_files
from opora.pipeline.claims import Claim, files_in

#: Rows would be rejected, or a file refused.
FAULTY = 1
#: Nothing could be checked.
USAGE = 2


def check(
    files: Annotated[
        list[Path],
        # one that can't be read is answered like any other fault, and the others are checked
        typer.Argument(
            readable=False, help="The files, or folders of files; they are checked together."
        ),
    ],
    dataset: Annotated[
        str | None, typer.Option(help="What the files hold, such as staff; default: recognised.")
    ] = None,
    half_year: Annotated[
        str | None,
        typer.Option(help="For which half-year they are, such as 2024-H1, or 'history'."),
    ] = None,
    copy: Annotated[
        bool, typer.Option(help="Write <name>.проверка.xlsx beside a file with faults.")
    ] = True,
) -> None:
    """Check files as if they were delivered, without delivering them; the answer is in Russian.

    Half-year and dataset are those of the options, else of folders that are called like them
    (2024-H2/staff/file.xlsx), else any. Exit code 0: can be delivered whole, perhaps with warnings;
    1: rows would be rejected or a file refused; 2: nothing could be checked.
    """
    errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    try:
        claim = _claim(dataset, half_year)
        paths = _paths(files)
        home = Home.from_environment()
        with errors.status("Проверяю…"):
            checked = check_files(home, paths, claim)
    except OporaError as error:
        errors.print(f"opora: {error}")
        raise typer.Exit(USAGE) from None
    console = Console(highlight=False)
    say_checked(console, checked)
    if copy:
        say_copies(console, [_copied(home, file, checked) for file in checked.files])
    if not all(file.passes for file in checked.files):
        raise typer.Exit(FAULTY)


def _claim(dataset: str | None, half_year: str | None) -> Claim:
    if dataset is not None and dataset not in load_contracts():
        known = ", ".join(sorted(load_contracts()))
        raise OporaError(f"набора «{dataset}» нет; есть {known}")
    check_period(half_year)
    return Claim(half_year, dataset)


def _paths(named: Sequence[Path]) -> list[Path]:
    for path in named:
        if not _exists(path):
            raise OporaError(f"файла «{path}» нет. Проверьте имя и папку.")
        if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
            raise OporaError(f"папка «{path}» не открывается: нет прав на чтение.")
    paths = [
        path
        for path in files_in(named)
        # copies of an earlier check lie among the files of a folder
        if path in named or not is_untouched_copy(path)
    ]
    if not paths:
        raise OporaError(f"в папке «{named[0]}» нет ни одного файла.")
    return paths


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # a name that is too long, a folder that nobody may look into
        return False


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "нет прав на запись в эту папку"
    return "на диске нет места" if is_disk_full(error) else f"ошибка диска ({error.strerror})"


def _copied(home: Home, file: CheckedFile, checked: Checked) -> str | None:
    """Write the copy of a file; the sentence about it, None where there is nothing to show."""
    # a note alone asks for no correction
    to_correct = [fault for fault in file.told.faults if fault.first.severity != "info"]
    if not to_correct and file.delivery.refused_at is None:
        return None
    target = copy_path(file.path)
    if target.is_relative_to(home.landing):
        return (
            f"Копия файла {file.path.name} не записана: он лежит в папке, откуда всё принимается. "
            "Проверьте файл в другой папке."
        )
    try:
        is_taken = target.exists() and not is_untouched_copy(target)
    except OSError as error:
        return f"Копия {target.name} не записана: {_why(error)}. Остальное проверено."
    if is_taken:
        return (
            f"Копия не записана: файл {target.name} уже есть, и его меняли после проверки. "
            "Переименуйте его или удалите."
        )
    delivery = file.delivery
    judged = Judged(
        file.path,
        delivery.format,
        [feed.layout for feed in file.feeds],
        file.told,
        delivery.refusal,
        delivery.refused_at,
    )
    try:
        written = write_copy(target, judged, checked.datasets, Words(home))
    except OSError as error:
        return f"Копия {target.name} не записана: {_why(error)}. Остальное проверено."
    return f"Копия с отмеченными ячейками: {target}" if written else None
