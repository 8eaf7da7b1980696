"""An OpenID Connect provider that does what Keycloak does for a confidential client with PKCE, on a real HTTP server.

It signs real RS256 tokens, checks client, redirect and verifier, gives out each code once, and can be told to err.
"""

import base64
import json
import time
from collections.abc import Callable
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "samara", "s3cret:/ of the client"

Claims = dict[str, Any]


class Provider:
    """A realm with one client and one person, who always consents."""

    def __init__(self, callback: str) -> None:
        self.callback = callback
        self.person: Claims = {"sub": "7f3a", "preferred_username": "odile", "groups": ["sig"], "email": "o@example.fr"}
        self.spoil: Callable[[Claims], None] = lambda _: None
        self.forge: Callable[[Claims], str] | None = None
        self.refuses = ""
        self.broken = False
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self.rotate()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/realms/somme"

    def rotate(self) -> None:
        """Sign with another key from now on."""
        self.key = RSAKey.generate_key(2048, {"kid": token_urlsafe(6), "alg": "RS256", "use": "sig"})

    def start(self) -> None:
        """Serve."""
        self._thread.start()

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked.append(urlsplit(self.path).path.rpartition("/")[2])
                query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                match provider.asked[-1]:
                    case "openid-configuration":
                        self._say(200, provider.configuration())
                    case "certs":
                        self._say(200, KeySet([provider.key]).as_dict(private=False))
                    case "auth":
                        self._go(provider.authorize(query))
                    case _:
                        self._say(404, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                self._say(*provider.token(form, self.headers.get("authorization", "")))

            def _say(self, status: int, body: object) -> None:
                data = json.dumps(body).encode()
                self.send_response(500 if provider.broken else status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def _go(self, url: str) -> None:
                self.send_response(302)
                self.send_header("location", url)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def configuration(self) -> dict[str, Any]:
        base = f"{self.issuer}/protocol/openid-connect"
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{base}/auth",
            "token_endpoint": f"{base}/token",
            "jwks_uri": f"{base}/certs",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorize(self, query: dict[str, str]) -> str:
        """The consent, or the refusal, as the redirect that carries it back."""
        assert query["client_id"] == CLIENT
        assert query["redirect_uri"] == self.callback
        assert query["response_type"] == "code"
        assert "openid" in query["scope"].split()
        assert query["code_challenge_method"] == "S256"
        back = {"state": query["state"], "iss": self.issuer}
        if self.refuses:
            return f"{self.callback}?{urlencode({**back, 'error': self.refuses})}"
        code = token_urlsafe(16)
        self._codes[code] = query
        return f"{self.callback}?{urlencode({**back, 'code': code})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The tokens of a code, once, to the client that has the verifier."""
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if (unquote(name), unquote(secret)) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        query = self._codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        wrong = query is None or query["code_challenge"] != challenge or form["redirect_uri"] != self.callback
        if query is None or wrong or form["grant_type"] != "authorization_code":
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        access = token_urlsafe(16)
        half = base64.urlsafe_b64encode(sha256(access.encode()).digest()[:16]).rstrip(b"=").decode()
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": query["nonce"]}
        claims |= {"at_hash": half, "azp": CLIENT, **self.person}
        self.spoil(claims)
        return 200, {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self._signed(claims),
        }

    def _signed(self, claims: Claims) -> str:
        if self.forge is not None:
            return self.forge(claims)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
