"""An identity provider on this machine: it signs tokens, and publishes its keys as a test tells it to."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

ISSUER, AUDIENCE = "https://id.example", "u4ssc"
HOUR = 3600


@cache
def rsa_key(name):
    """An RSA key; making one takes a while."""
    return rsa.generate_private_key(65537, 2048), name


@cache
def ec_key(name):
    """A key on P-256."""
    return ec.generate_private_key(ec.SECP256R1()), name


def jwk(private, kid, **more):
    """The public key as it is published."""
    of = jwt.algorithms.RSAAlgorithm if isinstance(private, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return {**of.to_jwk(private.public_key(), as_dict=True), "kid": kid, "use": "sig", **more}


def packed(part):
    """A part of a token."""
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def claims(**changed):
    """Good claims but for what is changed; those that are `...` are left out."""
    now = int(time.time())
    good = {"sub": "ada", "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + HOUR, **changed}
    return {name: value for name, value in good.items() if value is not ...}


def raw(payload, private, header):
    """A token with a good RS256 signature over texts that no library would write."""
    text = f"{packed(json.dumps(header).encode())}.{packed(payload)}"
    return f"{text}.{packed(private.sign(text.encode(), padding.PKCS1v15(), SHA256()))}"


class Handler(BaseHTTPRequestHandler):
    """Answers as its provider is told to."""

    def do_GET(self):
        """Answer who asks for the keys, and who was led elsewhere."""
        provider = self.server.provider
        if self.path != "/keys":
            provider.elsewhere += 1
            return self.told(200, {"keys": provider.keys})
        provider.asked += 1
        if provider.way == "hang":
            provider.let_go.wait(30)
        if provider.way == "drip":
            return self.dripped()
        return self.told(*ANSWERS.get(provider.way, (200, {"keys": provider.keys})))

    def told(self, status, body):
        """Send an answer; who has not waited for it does not matter."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(status)
            self.send_header("location", "/elsewhere")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

    def dripped(self):
        """Send a space now and then, each sooner than who reads gives up."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(200)
            self.end_headers()
            while not self.server.provider.let_go.wait(0.05):
                self.wfile.write(b" ")

    def log_message(self, *_):
        """Say nothing."""


ANSWERS = {
    "redirect": (302, {}),
    "down": (503, {}),
    "garbage": (200, ["no keys"]),
    "no keys": (200, {"error": "none today"}),
    "endless": (200, {"keys": [], "more": "x" * 1_000_000}),
    "empty": (200, {"keys": []}),
    "unusable": (200, {"keys": [{"kty": "RSA", "kid": "one", "n": 5}, "none", {"kty": "EC", "kid": ["one"]}]}),
}


class Provider:
    """Answers with `keys` in one of the ways: ok, hang, drip or one of `ANSWERS`; `asked` counts."""

    def __init__(self):
        self.private, self.kid = rsa_key("one")[0], "one"
        self.keys, self.way, self.asked, self.elsewhere = [jwk(self.private, "one")], "ok", 0, 0
        self.let_go = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.provider = self
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def url(self):
        """Where the keys are."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/keys"

    def settings(self, **more):
        """The settings that make it ours."""
        return {"jwks_url": self.url, "issuer": ISSUER, "audience": AUDIENCE, **more}

    def token(self, headers=None, **changed):
        """A token that is good but for what is changed."""
        algorithm = "RS256" if isinstance(self.private, rsa.RSAPrivateKey) else "ES256"
        return jwt.encode(claims(**changed), self.private, algorithm, headers={"kid": self.kid, **(headers or {})})

    def sign_with(self, private, kid):
        """Sign with another key from now on; publishing it is another thing."""
        self.private, self.kid = private, kid

    def close(self):
        """Stop answering."""
        self.let_go.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
