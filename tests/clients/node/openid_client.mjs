// openid-client: discovery, code with PKCE, API, refresh, introspection where the client may, revocation.
import * as oauth from "openid-client";
import { allowed, done, given } from "./person.mjs";

const authentication = given.client_secret ? oauth.ClientSecretBasic(given.client_secret) : oauth.None();
// http: the Hub of the tests is on this very machine.
const options = { algorithm: "oauth2", execute: [oauth.allowInsecureRequests] };
const hub = await oauth.discovery(new URL(given.issuer), given.client_id, undefined, authentication, options);

const verifier = oauth.randomPKCECodeVerifier();
const state = oauth.randomState();
const url = oauth.buildAuthorizationUrl(hub, {
  redirect_uri: given.redirect_uri,
  scope: given.scope,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
});
const tokens = await oauth.authorizationCodeGrant(hub, await allowed(url), {
  pkceCodeVerifier: verifier,
  expectedState: state,
});

async function me(token) {
  const answer = await oauth.fetchProtectedResource(hub, token, new URL("/api/auth/me", given.issuer), "GET");
  return (await answer.json()).display_name;
}

// What the library makes of a refusal: the challenge, parsed.
async function refusal(token) {
  try {
    return await me(token);
  } catch (error) {
    return error.cause[0].parameters;
  }
}

const first = await me(tokens.access_token);
const fresh = await oauth.refreshTokenGrant(hub, tokens.refresh_token);
const second = await me(fresh.access_token);
const replaced = await refusal(tokens.access_token);
const told = given.client_secret ? await oauth.tokenIntrospection(hub, fresh.access_token) : null;
await oauth.tokenRevocation(hub, fresh.refresh_token);
done({ me: first, scope: tokens.scope, refreshed: second, replaced, told, revoked: await refusal(fresh.access_token) });
