"""Sending a message by SMTP.

Belongs here: the mail and its way to the server, every refusal as one line without the password.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid

from opora.alerts.errors import AlertError, UnreachableError
from opora.alerts.message import Message
from opora.alerts.settings import Smtp

_TIMEOUT_SECONDS = 10


def send_mail(message: Message, smtp: Smtp) -> None:
    """Deliver a message; AlertError says why not, UnreachableError that nobody answers there."""
    with _said(smtp, message.address), _connected(smtp) as server:
        server.send_message(_mail(message, smtp), smtp.sender, [message.address])


def _mail(message: Message, smtp: Smtp) -> MIMEText:
    mail = MIMEText(message.text, "plain", "utf-8")
    # the newer EmailMessage of Python 3.11 loses blanks where it folds a long subject
    mail["Subject"] = Header(message.subject, "utf-8")  # type: ignore[assignment]
    mail["From"] = smtp.sender
    mail["To"] = message.address
    mail["Date"] = formatdate(usegmt=True)
    mail["Message-ID"] = make_msgid(
        idstring=str(message.payload["id"]), domain=smtp.sender.rpartition("@")[2]
    )
    # nobody's absence notice shall answer
    mail["Auto-Submitted"] = "auto-generated"
    return mail


@contextmanager
def _connected(smtp: Smtp) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if smtp.encryption == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=_TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=_TIMEOUT_SECONDS)
    with server:
        if smtp.encryption == "starttls":
            server.starttls(context=context)
        if smtp.user and smtp.password:
            server.login(smtp.user, smtp.password)
        yield server


@contextmanager
def _said(smtp: Smtp, address: str) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise UnreachableError(
            f"{smtp.shown} refuses the login of {smtp.user}: {_reply(error)}"
        ) from None
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = error.recipients[address]
        raise AlertError(f"{smtp.shown} refuses {address}: {code} {_decoded(reply)}") from None
    except smtplib.SMTPNotSupportedError:
        raise UnreachableError(
            f"{smtp.shown} offers no STARTTLS or no login; OPORA_SMTP begins with smtps:// where "
            "TLS starts at once"
        ) from None
    except smtplib.SMTPResponseException as error:
        raise AlertError(f"{smtp.shown} refuses the message: {_reply(error)}") from None
    except ssl.SSLCertVerificationError as error:
        raise UnreachableError(
            f"{smtp.shown} shows a certificate that is not trusted: {error.verify_message}; name "
            "your authority's file in SSL_CERT_FILE"
        ) from None
    except ssl.SSLError as error:
        raise UnreachableError(
            f"{smtp.shown} speaks no TLS where it is expected ({error.reason}); OPORA_SMTP begins "
            "with smtp:// for STARTTLS, with smtps:// where TLS starts at once"
        ) from None
    except UnicodeError:
        # not quoted: it may be of the password
        raise UnreachableError(
            f"{smtp.shown} can't be used: its name, the user or the password holds what mail can't"
        ) from None
    except ValueError as error:
        raise AlertError(f"{smtp.shown} can't be given the message: {error}") from None
    except (OSError, smtplib.SMTPException) as error:
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise UnreachableError(f"{smtp.shown} can't be reached: {said}") from None


def _reply(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_decoded(error.smtp_error)}"


def _decoded(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())[:200]
