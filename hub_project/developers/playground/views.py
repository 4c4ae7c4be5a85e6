from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from hub_oauth import scopes as registry
from hub_oauth.openapi.parameters import PARAMETERS
from hub_oauth.protocol import scopes as scope_lists
from hub_oauth.views.pages import own_forms_only, page
from hub_oauth.views.session_only import session_only
from hub_project.developers import client
from hub_project.developers.playground import actions, exchanges, runs
from hub_project.developers.playground.runs import Run

ANSWER: Final = ("code", "state", "iss", "error", "error_description", "error_uri")
LONGEST: Final = 2048


def where_it_is_on(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Elsewhere it does not exist, and asks nobody to sign in for it."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.HUB_PLAYGROUND:  # type: ignore[misc]  # of this site's settings
            raise Http404
        return view(request, *args, **kwargs)

    return checked


# What a step sends opens transactions of its own, which must not be inside of one.
@method_decorator([where_it_is_on, own_forms_only, page, session_only], "dispatch")
@method_decorator([login_required, transaction.non_atomic_requests], "dispatch")
class Playground(View):
    """What every step has in common."""


class Steps(Playground):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "developers/playground.html", context(client.find(), runs.find(request)))


class Begin(Playground):
    """A new verifier; what was kept before is gone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        found = client.find()
        asked = [scope for scope in request.POST.getlist("scope") if found and scope in client.scopes_of(found)]
        if asked:
            runs.keep(request, Run.begin(scope_lists.join(asked)))
        else:
            messages.error(request, _("Tick at least one permission."))
        return back_to("ask" if asked else "prepare")


class Callback(Playground):
    """Where the Hub sends the browser: the answer is kept, and leaves the address bar at once."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        run = runs.find(request)
        if run is None:
            messages.error(request, _("This browser asked for nothing in the last ten minutes. Start here."))
            return back_to("prepare")
        run.answer = {name: request.GET[name][:LONGEST] for name in ANSWER if name in request.GET}
        run.tokens, run.exchanges = {}, {}
        runs.keep(request, run)
        return back_to("answer")


class Send(Playground):
    """One request of the app behind the playground."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        name, run = request.POST.get("action", ""), runs.find(request)
        asked = actions.possible(run, name) if run else None
        if run is None or asked is None:
            messages.error(request, _("That step is not open any more. What is kept here is gone after ten minutes."))
            return back_to("prepare")
        actions.learn(run, name, exchanges.send(request, asked))
        runs.keep(request, run)
        return back_to(name)


class Forget(Playground):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        runs.forget(request)
        return back_to("prepare")


def back_to(step: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(f"{reverse('developers:playground')}#{step}")
    response.status_code = 303
    return response


def context(found: Any, run: Run | None) -> dict[str, Any]:
    allowed = client.scopes_of(found) if found else ()
    return {
        "client": found,
        "run": run,
        "scopes": [scope for scope in registry.everything() if scope.name in allowed],
        "chosen": run.scope.split() if run else list(client.DEFAULT_SCOPES),
        **(of_run(run) if run else {}),
    }


def of_run(run: Run) -> dict[str, Any]:
    return {
        "parameters": [(name, value, PARAMETERS[name]["description"]) for name, value in run.parameters.items()],
        "answer": [(name, exchanges.masked(value)) for name, value in run.answer.items()],
        "checks": run.checks,
        "believed": all(run.checks.values()),
        "steps": {name: step(run, name) for name in actions.ACTIONS},
    }


def step(run: Run, name: str) -> dict[str, Any] | None:
    """A request before it is sent, or with its answer; None where the run has not come so far."""
    asked = actions.possible(run, name)
    if asked is None:
        return None
    sent = run.exchanges.get(name)
    body = sent["body"] if sent else ""
    masked = exchanges.masked(body)
    return {"name": name, "curl": asked.curl, "sent": sent, "masked": masked, "has_secret": masked != body}
