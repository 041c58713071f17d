"""A process that opens files for another one: `python -m opora.pipeline.opening_process`.

It is told on its standard input what to open and answers on its standard output, in pickles; only
`opening_pool` starts it. Belongs here: asking and answering. Not here: what is done to a file
(`opening`).
"""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from queue import SimpleQueue
from threading import Thread
from typing import IO

from opora.pipeline.open_deliveries import Delivery
from opora.pipeline.opening import Means, Opener

#: What the process says when it is ready.
READY = "ready"


def _listen(questions: IO[bytes], asked: SimpleQueue[Delivery]) -> None:
    """Pass on what is asked; nobody is left to ask when the other process has ended."""
    try:
        while True:
            asked.put(pickle.load(questions))  # noqa: S301 - of the process that started this one
    except (EOFError, pickle.UnpicklingError):
        os._exit(0)


def _answer(opener: Opener, delivery: Delivery) -> Delivery | Exception:
    try:
        return opener.open(delivery)
    except MemoryError:
        # for the other one as if the system had ended it
        os._exit(1)
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error)))
        return error


def main() -> None:
    """Answer until nobody asks any more."""
    # what libraries print must not stand among the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    questions = sys.stdin.buffer
    means: Means = pickle.load(questions)  # noqa: S301 - of the process that started this one
    opener = Opener(means)
    asked: SimpleQueue[Delivery] = SimpleQueue()
    Thread(target=_listen, args=(questions, asked), daemon=True).start()
    answer: Delivery | Exception | str = READY
    while True:
        answers.write(_pickled(answer))
        answers.flush()
        answer = _answer(opener, asked.get())


def _pickled(answer: object) -> bytes:
    try:
        return pickle.dumps(answer)
    except Exception:
        # an error of a library may hold what can't be sent
        return pickle.dumps(RuntimeError(repr(answer)))


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        os._exit(0)
