// The Model Context Protocol's SDK: all that it knows is the address of a resource and who it is itself.
import { auth } from "@modelcontextprotocol/sdk/client/auth.js";
import { withOAuth } from "@modelcontextprotocol/sdk/client/middleware.js";
import { allowed, done, given } from "./person.mjs";

const kept = {};
const provider = {
  redirectUrl: given.redirect_uri,
  clientMetadata: { redirect_uris: [given.redirect_uri], token_endpoint_auth_method: "none" },
  clientMetadataUrl: given.document_url,
  state: () => "a state of its own",
  clientInformation: () => (given.client_id ? { client_id: given.client_id } : kept.client),
  saveClientInformation: (client) => (kept.client = client),
  tokens: () => kept.tokens,
  saveTokens: (tokens) => (kept.tokens = tokens),
  redirectToAuthorization: (url) => (kept.url = url),
  saveCodeVerifier: (verifier) => (kept.verifier = verifier),
  codeVerifier: () => kept.verifier,
};
const asked = [];
const watched = (url, init) => {
  asked.push(new URL(url).pathname);
  return fetch(url, init);
};
const me = new URL("/api/auth/me", given.issuer);
const get = withOAuth(provider, me)(watched);

// The first 401 leads to discovery, and to the person.
await get(me).catch((error) => error);
const callback = await allowed(kept.url);
const scope = kept.url.searchParams.get("scope");
const resource = kept.url.searchParams.get("resource");
await auth(provider, { serverUrl: me, authorizationCode: callback.searchParams.get("code"), fetchFn: watched });
const first = await (await get(me)).json();

// A token that is good no more: the SDK refreshes by itself.
const old = kept.tokens.refresh_token;
kept.tokens.access_token = "hub_at_dead";
const second = await (await get(me)).json();
done({
  me: first.display_name,
  refreshed: second.display_name,
  rotated: kept.tokens.refresh_token !== old,
  scope,
  resource,
  client_id: kept.url.searchParams.get("client_id"),
  asked: [...new Set(asked)],
  tokens: kept.tokens,
});
