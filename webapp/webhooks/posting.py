"""One message posted and signed, by the Standard Webhooks specification 1.0.0."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
import urllib3

from webapp.webhooks.targets import Target

PREFIX = "whsec_"
TIMEOUT = urllib3.Timeout(connect=5, read=10)  # seconds
BEGINNING = 1000  # bytes of an answer that are kept


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said: the status, the beginning of the body, and how long it took."""

    status: int
    body: str
    took_ms: int

    @property
    def is_good(self) -> bool:
        """Only 2xx says that it arrived; where a redirection leads nobody has agreed to."""
        return 200 <= self.status < 300


def new_secret() -> str:
    """32 random bytes, in the form receivers' libraries take."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 of the id, the second and the body: none of them can be exchanged."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """What a receiver checks the message by."""
    return {
        "content-type": "application/json",
        "user-agent": "Marshrut",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }


def post(target: Target, secret: str, message_id: str, message: Mapping[str, object]) -> Answer:
    """Post once, to the address that was looked up, under the name it was asked by.  Raises urllib3's HTTPError."""
    body = orjson.dumps(message)
    signed = headers(secret, message_id, int(time.time()), body) | {"host": target.host_header}
    started = time.monotonic()
    with _pool(target) as pool:
        response = pool.request(
            "POST", target.path, body=body, headers=signed, redirect=False, retries=False, preload_content=False
        )
        beginning = response.read1(BEGINNING)
        response.close()
    took = round((time.monotonic() - started) * 1000)
    return Answer(response.status, beginning[:BEGINNING].decode(errors="replace"), took)


def _pool(target: Target) -> urllib3.HTTPConnectionPool:
    if not target.encrypted:
        return urllib3.HTTPConnectionPool(target.address, target.port, timeout=TIMEOUT)
    return urllib3.HTTPSConnectionPool(
        target.address,
        target.port,
        timeout=TIMEOUT,
        cert_reqs="CERT_REQUIRED",
        server_hostname=target.host,
        assert_hostname=target.host,
    )
