"""Servers that alerts are sent to: a mail server with STARTTLS and login, a webhook."""

from __future__ import annotations

import datetime as dt
import email
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "opora@example.org", "correct-horse-4711"


@dataclass
class Mails:
    """What a mail server got: for each mail whether it came encrypted, to whom, and the mail."""

    port: int = 0
    got: list[tuple[bool, list[str], Any]] = field(default_factory=list)


@contextmanager
def mail_server(
    certificate: Path,
    *,
    starttls: bool = True,
    tls: bool = False,
    login: bool = True,
    port: int = 0,
) -> Iterator[Mails]:
    """A real SMTP server on 127.0.0.1; refuses mail to nobody@example.org."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult

    mails = Mails()

    class Handler:
        async def handle_RCPT(  # noqa: N802 - the library's name
            self, server: Any, session: Any, envelope: Any, address: str, options: Any
        ) -> str:
            if address.startswith("nobody@"):
                return "550 5.1.1 no such mailbox"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(  # noqa: N802 - the library's name
            self, server: Any, session: Any, envelope: Any
        ) -> str:
            message = email.message_from_bytes(envelope.content, policy=policy.default)
            mails.got.append((session.ssl is not None, envelope.rcpt_tos, message))
            return "250 OK"

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        is_right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=is_right, handled=False)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    class Server(Controller):
        def factory(self) -> SMTP:
            return SMTP(
                self.handler,
                tls_context=context if starttls else None,
                require_starttls=starttls,
                authenticator=check if login else None,
                auth_required=login,
                auth_require_tls=not tls,
            )

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        mails.port = free.getsockname()[1]
    controller = Server(
        Handler(), hostname="127.0.0.1", port=mails.port, ssl_context=context if tls else None
    )
    controller.start()
    try:
        yield mails
    finally:
        controller.stop()


@dataclass
class Posts:
    """What a webhook got, headers and body; it answers with `status`."""

    url: str = ""
    status: int = 204
    location: str | None = None
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def news(self) -> list[dict[str, Any]]:
        """All news of all posts, in order."""
        return [each for _, body in self.got for each in json.loads(body)["news"]]


@contextmanager
def webhook() -> Iterator[Posts]:
    """A real HTTP server on 127.0.0.1."""
    posts = Posts()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.got.append((dict(self.headers), body))
            self.send_response(posts.status)
            if posts.location:
                self.send_header("Location", posts.location)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    posts.url = f"http://127.0.0.1:{server.server_port}/hook/its-own-secret"
    try:
        yield posts
    finally:
        server.shutdown()
        server.server_close()


def write_certificate(path: Path) -> None:
    """A certificate for 127.0.0.1 that nobody trusts unless told to, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
