"""Log-in by OpenID Connect: authorization code with PKCE (RFC 7636), discovery, nonce (OpenID Connect Core 1.0, §3.1).

What must come back with the browser (state, nonce, verifier) lies in a cookie of that browser, so that any process
can finish what another has begun.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from hmac import compare_digest
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.auth.security import OidcOptions
from telemetry.access import Grant
from telemetry.accounts import User, new_secret
from telemetry.errors import RejectedError, UnavailableError
from telemetry.ports import Accounts

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
_KEEP_S = 3600.0
_LEEWAY_S = 60
_TIMEOUT_S = 10.0
_MOST_BYTES = 1 << 20


class OidcClient:
    """Speaks to one provider; its methods block, and are called in threads."""

    def __init__(self, options: OidcOptions, accounts: Accounts, transport: httpx.BaseTransport | None = None) -> None:
        self._options = options
        self._accounts = accounts
        self._http = httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False, transport=transport)
        self._documents: dict[str, tuple[float, dict[str, Any]]] = {}

    def begin(self, callback: str, wanted: str) -> tuple[str, str]:
        """Where to send the browser, and what it must bring back in a cookie."""
        state, nonce, verifier = new_secret(), new_secret(), new_secret()
        query = {
            "response_type": "code",
            "client_id": self._options.client_id,
            "redirect_uri": callback,
            "scope": self._options.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        endpoint = self._endpoint("authorization_endpoint")
        pending = ".".join((state, nonce, verifier, quote(wanted[:500], safe="")))
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}", pending

    def finish(self, query: Mapping[str, str], pending: str, callback: str) -> tuple[User, str]:
        """The person that the provider has sent back, and the path they wanted.

        Raises `RejectedError` when anything is not as it must be, `UnavailableError` when the provider is away.
        """
        state, nonce, verifier, wanted = (*pending.split(".", 3), "", "", "", "")[:4]
        if not state or not compare_digest(state.encode(), query.get("state", "").encode()):
            raise RejectedError("the log-in was not begun in this browser, or too long ago; begin again")
        if query.get("iss", self._options.issuer) != self._options.issuer:
            raise RejectedError("the answer comes from another provider (RFC 9207)")
        if "code" not in query:
            raise RejectedError(f"the provider refuses: {query.get('error', 'no code')!r:.100}")
        tokens = self._exchange(query["code"], verifier, callback)
        return self._user(self._claims(tokens, nonce)), unquote(wanted)

    def _exchange(self, code: str, verifier: str, callback: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback,
            "code_verifier": verifier,
            "client_id": self._options.client_id,
        }
        # client_secret_basic, which every provider must support (RFC 6749, §2.3.1): both parts are form-encoded.
        client = quote(self._options.client_id, safe=""), quote(self._options.client_secret, safe="")
        return self._json("POST", self._endpoint("token_endpoint"), data=form, auth=client)

    def _claims(self, tokens: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of the ID token, verified as §3.1.3.7 of OpenID Connect Core asks."""
        options = self._options
        try:
            token = self._decoded(str(tokens.get("id_token", "")))
            expected = {
                "iss": {"essential": True, "value": options.issuer},
                "aud": {"essential": True, "value": options.client_id},
            }
            params = {"nonce": nonce, "client_id": options.client_id, "access_token": tokens.get("access_token")}
            claims = CodeIDToken(token.claims, token.header, expected, params)
            claims.validate(leeway=_LEEWAY_S)
        except (JoseError, ValueError, TypeError) as error:
            raise RejectedError(f"the provider's ID token is refused: {error}") from error
        return dict(claims)

    def _decoded(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, self._keys(), algorithms=_ALGORITHMS)
        except (JoseError, ValueError):
            # The provider may have changed its keys since they were read.
            self._documents.pop(self._endpoint("jwks_uri"), None)
            return jwt.decode(token, self._keys(), algorithms=_ALGORITHMS)

    def _keys(self) -> KeySet:
        return KeySet.import_key_set(self._document(self._endpoint("jwks_uri")))  # type: ignore[arg-type]

    def _user(self, claims: Mapping[str, Any]) -> User:
        """The account of a person, made or brought up to date: the provider says who they are and what they may do."""
        options = self._options
        name, subject = claims.get(options.name_claim), f"{options.issuer}|{claims['sub']}"
        if not isinstance(name, str):
            raise RejectedError(f"the ID token has no claim {options.name_claim}; see oidc.name_claim")
        grants = self._grants(claims.get(options.role_claim))
        held = self._accounts.held().users
        known = next((user for user in held.values() if user.subject == subject), None)
        if known is None and name in held:
            raise RejectedError(f"the name {name!r:.80} is another account's; rename or disable that one")
        user = replace(known or User(name, subject=subject), grants=grants)
        if user.disabled or not grants:
            raise RejectedError(f"{user.name} is disabled, or has no role here; see oidc.roles")
        if user != known:
            self._accounts.put_user(user)
        return user

    def _grants(self, values: object) -> tuple[Grant, ...]:
        held = {values} if isinstance(values, str) else set(map(str, values)) if isinstance(values, list) else set()
        return tuple(grant for value, grant in self._options.roles if value in held)

    def _endpoint(self, name: str) -> str:
        issuer = self._options.issuer.rstrip("/")
        document = self._document(f"{issuer}/.well-known/openid-configuration")
        if document.get("issuer") != self._options.issuer:
            raise RejectedError(f"oidc.issuer: the provider calls itself {document.get('issuer')!r:.100}; write that")
        url = document.get(name)
        if not isinstance(url, str) or urlsplit(url).scheme not in ("https", urlsplit(issuer).scheme):
            raise RejectedError(f"the provider's configuration has no usable {name}")
        return url

    def _document(self, url: str) -> dict[str, Any]:
        """A document of the provider, at most an hour old."""
        read, document = self._documents.get(url, (0.0, {}))
        if not document or time.monotonic() - read > _KEEP_S:
            document = self._json("GET", url)
            self._documents[url] = time.monotonic(), document
        return document

    def _json(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        try:
            answer = self._http.request(method, url, **options)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnavailableError(f"the identity provider does not answer at {url}: {error}") from error
        if answer.status_code >= 500:
            raise UnavailableError(f"the identity provider answers {answer.status_code} at {url}")
        try:
            document = json.loads(answer.content[:_MOST_BYTES]) if answer.status_code == 200 else None
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise RejectedError(f"the identity provider answers {answer.status_code} at {url}, not what it should")
        return document
