from __future__ import annotations

from typing import NoReturn

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from hub_oauth import (
    audit,
    authorization_checks,
    authorization_requests,
    consents,
    forms,
    policy,
    request_failures,
    throttles,
    transport,
)
from hub_oauth.authorization_requests import AuthorizationRequest
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.people import Person
from hub_oauth.protocol.parameters import Parameters, decode
from hub_oauth.views import consent_page, fresh_sign_in, long_requests, switch_account
from hub_oauth.views.acts import act_of
from hub_oauth.views.client_redirect import ClientRedirect, after_form
from hub_oauth.views.csrf import csrf_protect
from hub_oauth.views.pages import page
from hub_oauth.views.popups import may_be_a_popup
from hub_oauth.views.queries import query_of
from hub_oauth.views.session_only import session_only


# A host's ATOMIC_REQUESTS would undo what a refusal has to keep, so each verb opens its own transaction; its
# LoginRequiredMiddleware would ask for a password on behalf of a client that is unknown; its CSRF middleware would read
# any body to its end: the same check is made below, once the size is known.
@method_decorator([login_not_required, csrf_exempt, transaction.non_atomic_requests], name="dispatch")
@method_decorator([may_be_a_popup, page, session_only, csrf_protect], name="dispatch")
class AuthorizeView(View):
    """``/api/oauth/authorize`` (RFC 6749 §4.1.1): GET asks, POST is the answer of the person."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Only over TLS, and not too often; what is refused on our own page is kept for diagnosis."""
        if transport.is_downgraded(request) and request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(conf.issuer + request.get_full_path())
        try:
            transport.refuse_plain_http(request)
            throttles.hit("authorize.address", conf.client_address(request))
            return super().dispatch(request, *args, **kwargs)
        except Refusal as refusal:
            keep(request, refusal)
            raise

    def get(self, request: HttpRequest) -> HttpResponse:
        """Validate everything, then ask. Writes nothing but where a stored consent skips the page."""
        target = request.get_full_path()
        if (whole := long_requests.whole(request, target)) != target:
            return HttpResponseRedirect(whole)
        parameters = authorization_requests.parse(query_of(request))
        prompts = readable_prompts(parameters)
        document_client = None
        if authorization_requests.is_of_document(parameters):
            if not request.user.is_authenticated:
                return sign_in_first(request, parameters, prompts)
            address = conf.client_address(request)
            document_client = authorization_requests.client_of_document(parameters, request.user, address)
        client, redirect_uri = authorization_requests.named(parameters, document_client)
        # RFC 9700 §4.11.2: an error goes back only with a person behind it, or this is an open redirector.
        if not request.user.is_authenticated and prompts != {"none"}:
            return switch_account.sign_in(request, again="login" in prompts or parameters.has("max_age"))
        try:
            asked = authorization_requests.complete(parameters, client, redirect_uri)
            return self.ask(request, client, asked)
        except Refusal as refusal:
            if not refusal.redirects:
                raise
            keep(request, refusal)
            return ClientRedirect.refused(redirect_uri, authorization_requests.state_of(parameters), refusal)

    def ask(self, request: HttpRequest, client: Application, asked: AuthorizationRequest) -> HttpResponse:
        silent = "none" in asked.prompt
        if not request.user.is_authenticated:
            raise Refusal("login_required")
        throttles.hit("authorize.user", client.client_id, request.user.pk)
        if reason := fresh_sign_in.wanted(request, client, asked):
            if silent:
                raise Refusal("login_required")
            return switch_account.ask(request, client, reason.value)
        check_policy(request.user, client, asked)
        consent = consents.live(request.user, client)
        if consents.may_skip(asked, client, consent):
            if request.method == "HEAD":  # never writes
                return HttpResponse()
            if code := code_without_page(request, request.user, asked):
                return ClientRedirect.accepted(asked, code)
        if silent:
            raise Refusal("consent_required")
        return render(request, "hub_oauth/consent.html", consent_page.context(request, client, asked, consent))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Read the signed request and the decision, and nothing else."""
        try:
            answer = forms.read(request)
        except Refusal as refusal:
            if refusal.cause == "form_tampered":
                record_tampering(request)
            raise
        throttles.hit("authorize.user", answer.asked.client_id, answer.user.pk)
        try:
            redirect = self.allow(request, answer) if answer.allowed else self.deny(request, answer)
        except Refusal as refusal:
            if not refusal.redirects:
                raise
            redirect = ClientRedirect.refused(answer.asked.redirect_uri, answer.asked.state, refusal)
        return after_form(request, redirect, answer.asked.client_id)

    def allow(self, request: HttpRequest, answer: forms.Answer) -> ClientRedirect:
        decision = consents.Decision(answer.scopes, answer.end, answer.chosen, answer.stood)
        code = consents.allow(answer.user, answer.asked, decision, act=act_of(request, answer.user))
        return ClientRedirect.accepted(answer.asked, code)

    def deny(self, request: HttpRequest, answer: forms.Answer) -> NoReturn:
        consents.deny(answer.user, answer.asked, act=act_of(request, answer.user))
        raise Refusal("access_denied")


def sign_in_first(request: HttpRequest, parameters: Parameters, prompts: frozenset[str]) -> HttpResponse:
    """Where a document would have to be asked: for a stranger the Hub asks nobody, and sends nobody anywhere."""
    if prompts == {"none"}:
        refusal = Refusal("login_required")
        refusal.redirects = False
        raise refusal
    return switch_account.sign_in(request, again="login" in prompts or parameters.has("max_age"))


def code_without_page(request: HttpRequest, user: Person, asked: AuthorizationRequest) -> str | None:
    """None where the page has to be shown after all: an app that sends people round in circles is stopped by it."""
    if not throttles.admits("authorize.skips", asked.client_id, user.pk):
        return None
    return consents.renew(user, asked, act=act_of(request, user))


def check_policy(user: Person, client: Application, asked: AuthorizationRequest) -> None:
    """Refuses on our page, for an app can do nothing about it; but ``prompt=none`` is answered to the app always."""
    try:
        policy.check(user, client, asked.scopes)
    except Refusal as refusal:
        refusal.redirects = "none" in asked.prompt
        raise


def keep(request: HttpRequest, refusal: Refusal) -> None:
    """For diagnosis, by the client_id as received; HEAD never writes."""
    if request.method == "GET":
        named = authorization_requests.parse(query_of(request)).received["client_id"]
        client_id = decode(named[0]) if named else None
        request_failures.keep("authorize", refusal, act_of(request), named=client_id or "")


def readable_prompts(parameters: Parameters) -> frozenset[str]:
    """``prompt`` (OpenID Connect Core §3.1.2.1); one that can't be read wants nothing."""
    try:
        return authorization_checks.prompts_of(parameters)
    except Refusal:
        return frozenset()


def record_tampering(request: HttpRequest) -> None:
    person = request.user if request.user.is_authenticated else None
    throttles.hit("authorize.user", "tampering", person and person.pk)
    with transaction.atomic():
        audit.record("consent.tampered", act_of(request, person), user=person, refused=True)
