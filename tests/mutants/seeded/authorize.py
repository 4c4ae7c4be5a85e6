"""The authorization request and the consent page: what is checked, what is shown, what is never written."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

CHECKS: Final = "hub_oauth/authorization_checks.py"
REQUESTS: Final = "hub_oauth/authorization_requests.py"
VIEW: Final = "hub_oauth/views/authorize.py"
FORMS: Final = "hub_oauth/forms.py"
SWITCH: Final = "hub_oauth/views/switch_account.py"
REDIRECTS: Final = "hub_oauth/protocol/redirect_uris.py"
PARAMETERS: Final = "hub_oauth/protocol/parameters.py"
ON_REQUESTS: Final = "tests/oauth/test_authorize_requests.py"
ON_PARAMETERS: Final = "tests/oauth/test_authorize_parameters.py"
ON_REDIRECTS: Final = "tests/oauth/test_authorize_redirect_uris.py"
ON_FORMS: Final = "tests/oauth/test_consent_form.py"
MEANWHILE: Final = "tests/oauth/test_consent_meanwhile.py"
TAMPERING: Final = "tests/oauth/test_consent_tampering.py"
SKIPPING: Final = "tests/oauth/test_skip_rule_holds.py"
PROMPTS: Final = "tests/oauth/test_prompts.py"

MUTANTS: Final = (
    Mutant(
        "authorize-disabled-client",
        REQUESTS,
        'client = clients.find(page_value(parameters, "client_id"))\n'
        "    if client is None or not client.hub_profile.enabled:",
        'client = clients.find(page_value(parameters, "client_id"))\n    if client is None:',
        "A client that was turned off still gets a consent page.",
        (ON_REQUESTS,),
    ),
    Mutant(
        "authorize-any-redirect-uri",
        REQUESTS,
        "    check_redirect_uri(requested, client)\n    return requested",
        "    return requested",
        "A redirect URI need not be registered.",
        (ON_REDIRECTS,),
        share=True,
    ),
    Mutant(
        "authorize-redirect-uri-by-prefix",
        REDIRECTS,
        "if requested in (known := list(registered)):",
        "known = list(registered)\n    if requested.startswith(tuple(known)):",
        "A redirect URI need only begin like a registered one.",
        (ON_REDIRECTS,),
    ),
    Mutant(
        "authorize-any-port-for-all",
        REQUESTS,
        'any_loopback_port=kind == "native"',
        "any_loopback_port=True",
        "The free port of native apps is given to every client.",
        (ON_REDIRECTS,),
    ),
    Mutant(
        "authorize-localhost-has-any-port",
        REDIRECTS,
        'r"(http://(?:127\\.0\\.0\\.1|\\[::1\\]))',
        'r"(http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]))',
        "The port is free for localhost too, which is a name.",
        ("tests/protocol/test_redirect_uris.py",),
    ),
    Mutant(
        "authorize-without-challenge",
        CHECKS,
        "    scopes_are_allowed,\n    resource_is_known,\n)",
        "    scopes_are_allowed,\n"
        "    resource_is_known,\n"
        ")[:4] + (prompt_is_known, scopes_are_allowed, resource_is_known)",
        "Nobody asks for a challenge.",
        (ON_PARAMETERS,),
    ),
    Mutant(
        "authorize-plain-challenge",
        CHECKS,
        'if parameters.get("code_challenge_method") != "S256":',
        'if parameters.get("code_challenge_method") not in (None, "plain", "S256"):',
        "The method plain is accepted.",
        (ON_PARAMETERS,),
        share=True,
    ),
    Mutant(
        "authorize-any-response-type",
        CHECKS,
        'if parameters.require("response_type") != "code":',
        'if not parameters.require("response_type"):',
        "Another response type is taken for code.",
        (ON_PARAMETERS,),
    ),
    Mutant(
        "authorize-any-scope",
        CHECKS,
        "if registry.find(scope) is None or scope not in client.hub_profile.scopes_allowed:",
        "if registry.find(scope) is None:",
        "A client may ask for scopes that it was not given.",
        (ON_PARAMETERS,),
        share=True,
    ),
    Mutant(
        "authorize-any-resource",
        CHECKS,
        'if resource is not None and resource.removesuffix("/") not in known_resources():',
        "if resource is not None and not resource.startswith(conf.issuer):",
        "Any resource below the issuer is known.",
        (ON_PARAMETERS,),
    ),
    Mutant(
        "authorize-state-unbounded",
        CHECKS,
        'if len((parameters.get("state") or "").encode()) > STATE_LIMIT:',
        'if len((parameters.get("state") or "")) > STATE_LIMIT:',
        "The limit of the state counts characters, and not bytes.",
        ("tests/oauth/test_authorize_encodings.py", "tests/oauth/test_authorize_parameters.py"),
    ),
    Mutant(
        "authorize-state-lost",
        "hub_oauth/views/client_redirect.py",
        "return cls(asked.redirect_uri, asked.state, code=code)",
        "return cls(asked.redirect_uri, None, code=code)",
        "The state does not come back with the code.",
        ("tests/oauth/test_consent.py",),
    ),
    Mutant(
        "authorize-307",
        "hub_oauth/views/client_redirect.py",
        "status_code = 303",
        "status_code = 307",
        "The browser sends the person's form on to the client.",
        ("tests/oauth/test_consent.py", "tests/oauth/test_authorize_answers.py"),
    ),
    Mutant(
        "authorize-issuer-from-request",
        "hub_oauth/views/metadata.py",
        '            "issuer": conf.issuer,',
        '            "issuer": request.build_absolute_uri("/").rstrip("/"),',
        "The issuer is whatever host the request names.",
        ("tests/oauth/test_forwarded_headers.py", "tests/oauth/test_metadata.py"),
        share=True,
    ),
    Mutant(
        "authorize-without-iss",
        "hub_oauth/views/client_redirect.py",
        '{**answer, **sent_back, "iss": conf.issuer}',
        "{**answer, **sent_back}",
        "An answer does not say who gave it, so a client can't tell a mix-up.",
        ("tests/oauth/test_consent.py",),
    ),
    Mutant(
        "authorize-error-without-sign-in",
        VIEW,
        'if not request.user.is_authenticated and prompts != {"none"}:',
        "if not request.user.is_authenticated and not prompts:",
        "An error goes back to the client with no person behind it: an open redirector.",
        (PROMPTS, ON_REQUESTS, ON_PARAMETERS),
    ),
    Mutant(
        "authorize-head-writes",
        VIEW,
        'if request.method == "HEAD":  # never writes',
        'if request.method == "TRACE":',
        "A HEAD request issues a code.",
        (SKIPPING,),
        share=True,
    ),
    Mutant(
        "authorize-login-not-asked",
        VIEW,
        'if "login" in asked.prompt and not switch_account.was_signed_out_for(request):',
        'if "login" in asked.prompt and switch_account.was_signed_out_for(request):',
        "prompt=login asks for no new sign-in, or for one after the other.",
        (PROMPTS,),
    ),
    Mutant(
        "authorize-none-shows-a-page",
        VIEW,
        '        if silent:\n            raise Refusal("consent_required")\n',
        "",
        "prompt=none shows a page.",
        (SKIPPING,),
    ),
    Mutant(
        "authorize-by-token",
        "hub_oauth/views/session_only.py",
        'if "Authorization" in request.headers:',
        'if request.headers.get("Authorization", "").startswith("Basic "):',
        "A bearer token may stand in for the person, so an app consents for itself.",
        (
            "tests/oauth/test_authorize_requests.py",
            "tests/oauth/test_connected_apps.py",
            "tests/oauth/test_dot_seam.py",
        ),
        share=True,
    ),
    Mutant(
        "authorize-without-csrf",
        VIEW,
        '@method_decorator([page, session_only, csrf_protect], name="dispatch")',
        '@method_decorator([page, session_only], name="dispatch")',
        "Another site can press Allow.",
        (ON_FORMS,),
        share=True,
    ),
    Mutant(
        "authorize-framed",
        "hub_oauth/views/pages.py",
        "    \"frame-ancestors 'none'\"\n",
        "    \"frame-ancestors 'self' https:\"\n",
        "The consent page may stand in a frame of somebody else's page.",
        ("tests/oauth/test_page_headers.py",),
    ),
    Mutant(
        "authorize-tampering-untold",
        VIEW,
        "                record_tampering(request)\n",
        "                pass\n",
        "A form that was tampered with leaves no event.",
        (TAMPERING,),
    ),
    Mutant(
        "form-for-any-session",
        FORMS,
        'key = f"{request.session.session_key}:{request.user.pk}"',
        'key = f"{request.user.pk}"',
        "A form is good in every session of the person.",
        (ON_FORMS,),
        share=True,
    ),
    Mutant(
        "form-for-anybody",
        FORMS,
        'key = f"{request.session.session_key}:{request.user.pk}"',
        'key = ""',
        "A form is good for whoever gets hold of it.",
        (ON_FORMS,),
    ),
    Mutant(
        "form-with-parameters-beside",
        FORMS,
        "or FORBIDDEN & set(request.POST)",
        "or not DECISIONS",
        "Hidden fields beside the signed request are overlooked.",
        (TAMPERING,),
    ),
    Mutant(
        "form-scopes-not-shown",
        FORMS,
        'or not ticked <= set(shown["optional"])',
        "or not DECISIONS",
        "A form may tick what was not on the page.",
        (TAMPERING,),
    ),
    Mutant(
        "form-anything-allows",
        FORMS,
        'decision == "allow" and scopes != ()',
        'decision != "deny" or scopes != ()',
        "Cancel counts as Allow.",
        ("tests/oauth/test_consent.py",),
        share=True,
    ),
    Mutant(
        "form-unticked-scope-granted",
        FORMS,
        'unticked = set(shown["optional"]) - ticked',
        'unticked = ticked - set(shown["optional"])',
        "What the person unticked is granted.",
        ("tests/oauth/test_consent.py",),
    ),
    Mutant(
        "meanwhile-disabled",
        REQUESTS,
        "if client is None or not client.hub_profile.enabled:\n"
        '        raise Refusal("client_unknown")\n'
        "    check_redirect_uri",
        'if client is None:\n        raise Refusal("client_unknown")\n    check_redirect_uri',
        "A client turned off while the page was open gets its code.",
        (MEANWHILE,),
        share=True,
    ),
    Mutant(
        "meanwhile-redirect-uri",
        REQUESTS,
        "    check_redirect_uri(request.redirect_uri, client)\n    if request.identity",
        "    if request.identity",
        "A redirect URI taken back while the page was open gets the code.",
        (MEANWHILE,),
    ),
    Mutant(
        "meanwhile-renamed",
        REQUESTS,
        "if request.identity != identity_of(client):",
        "if not request.identity:",
        "An app may change its name between the page and the answer.",
        (MEANWHILE, "tests/oauth/test_identity_changes.py"),
    ),
    Mutant(
        "meanwhile-scope",
        REQUESTS,
        "    for scope in request.scopes:\n        if scope not in client.hub_profile.scopes_allowed:",
        "    for scope in request.scopes[1:]:\n        if scope not in client.hub_profile.scopes_allowed:",
        "The first scope is not looked at again.",
        (MEANWHILE,),
    ),
    Mutant(
        "switch-anywhere",
        SWITCH,
        'return str(signing.loads(forms.one(request, "next"), salt=SALT, max_age=conf.consent_form_lifetime))',
        'return forms.one(request, "next").partition(":")[0]',
        "Signing in again leads wherever a form says.",
        (PROMPTS,),
    ),
    Mutant(
        "switch-mark-for-any-request",
        SWITCH,
        'and mark["target"] == digest(request.get_full_path())',
        'and mark["target"] != ""',
        "One sign-in satisfies prompt=login of every other request too.",
        (PROMPTS,),
    ),
    Mutant(
        "parameter-given-twice",
        PARAMETERS,
        "if len(values) > 1:",
        "if len(values) > 2:",
        "A parameter may be sent twice, and whoever reads the other one is fooled.",
        ("tests/protocol/test_parameters.py",),
    ),
    Mutant(
        "parameter-with-nul",
        PARAMETERS,
        'return None if "\\0" in text else text',
        "return text",
        "A NUL reaches the database.",
        ("tests/protocol/test_parameters.py",),
    ),
    Mutant(
        "registration-of-a-fragment",
        "hub_oauth/protocol/registration.py",
        'return "must not have a fragment (#)." if "#" in uri else None',
        'return "must not have a fragment (#)." if split.fragment else None',
        "A redirect URI with an empty fragment may be registered.",
        ("tests/protocol/test_registration.py",),
    ),
    Mutant(
        "registration-of-http",
        "hub_oauth/protocol/registration.py",
        '    if split.scheme == "http" and not loopback:\n        return "must use https."\n',
        "",
        "A redirect URI in clear text may be registered.",
        ("tests/protocol/test_registration.py",),
    ),
)
