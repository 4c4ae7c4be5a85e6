#!/usr/bin/env bash
# The whole flow with curl and openssl, for a terminal: every request as it is.
#
#   ISSUER=http://127.0.0.1:8000 CLIENT_ID=… ./curl.sh
#
# The redirect URI to register, for a native app, is http://127.0.0.1:9003/callback. Nobody listens there: you copy the
# address that your browser ends at.
set -euo pipefail

issuer=${ISSUER:?Set ISSUER to the address of the Hub}
client_id=${CLIENT_ID:?Set CLIENT_ID to that of the app you registered}
redirect_uri=${REDIRECT_URI:-http://127.0.0.1:9003/callback}

say() { printf '\n%s\n' "$*"; }
base64url() { base64 | tr '+/' '-_' | tr -d '=\n'; }
# The value of a member of flat JSON.
member() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }
# The value of a parameter in an address, percent-decoded.
parameter() { printf '%b' "$(tr '?&' '\n\n' | sed -n "s/^$1=//p" | sed 's/+/ /g; s/%/\\x/g')"; }
# Secrets go through standard input, where a list of processes does not show them.
form() { curl --silent --show-error --fail-with-body --data @- "$1"; }
api() { printf 'header = "Authorization: Bearer %s"\n' "$access_token" | curl --silent --show-error --config - "$issuer$1"; }

say "1. Where are the endpoints? $issuer/.well-known/oauth-authorization-server"
metadata=$(curl --silent --show-error --fail "$issuer/.well-known/oauth-authorization-server")
authorize=$(member authorization_endpoint <<<"$metadata")
token=$(member token_endpoint <<<"$metadata")
revoke=$(member revocation_endpoint <<<"$metadata")
[[ $(member issuer <<<"$metadata") == "$issuer" ]] || { echo "That document is not $issuer's." >&2; exit 1; }

verifier=$(openssl rand 32 | base64url)
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64url)
state=$(openssl rand 16 | base64url)

say "2. Open this in your browser, and press Allow:"
echo "$authorize?response_type=code&client_id=$client_id&redirect_uri=$redirect_uri&scope=profile:read%20teams:read&state=$state&code_challenge=$challenge&code_challenge_method=S256"

say "3. Paste the address that your browser ended at, and press Enter:"
read -r answer
[[ $(parameter state <<<"$answer") == "$state" ]] || { echo "That is no answer to this question." >&2; exit 1; }
[[ $(parameter iss <<<"$answer") == "$issuer" ]] || { echo "That answer is not $issuer's." >&2; exit 1; }
code=$(parameter code <<<"$answer")
[[ -n $code ]] || { echo "The Hub refused: $(parameter error <<<"$answer")" >&2; exit 1; }

say "4. The code for tokens: POST $token"
tokens=$(form "$token" <<<"grant_type=authorization_code&client_id=$client_id&code=$code&code_verifier=$verifier&redirect_uri=$redirect_uri")
access_token=$(member access_token <<<"$tokens")
refresh_token=$(member refresh_token <<<"$tokens")
echo "Got one that begins with ${access_token:0:11}"

say "5. Who is it? GET $issuer/api/auth/me"
api /api/auth/me

say "6. Which teams? GET $issuer/api/user/teams"
api /api/user/teams

say "7. Refresh: POST $token"
tokens=$(form "$token" <<<"grant_type=refresh_token&client_id=$client_id&refresh_token=$refresh_token")
refresh_token=$(member refresh_token <<<"$tokens")
echo "The old access token is dead now:"
api /api/auth/me

say "8. Revoke: POST $revoke"
form "$revoke" <<<"client_id=$client_id&token=$refresh_token"
say "Done: nothing is left of it."
