// Who am I? A command line program in Node, with openid-client, that asks in the browser.
//
//   npm install --no-package-lock
//   ISSUER=http://127.0.0.1:8000 CLIENT_ID=… npm start
//
// The redirect URI to register, for a native app, is http://127.0.0.1/callback: the port is chosen at every start.
import { once } from "node:events";
import { createServer } from "node:http";
import * as client from "openid-client";

const SCOPES = "profile:read teams:read";
const { ISSUER: issuer, CLIENT_ID: clientId } = process.env;

const say = (title, said) => console.log(`${title}: ${said}`);

async function main() {
  if (!issuer || !clientId) throw new Error("Set ISSUER to the address of the Hub and CLIENT_ID to that of your app.");

  // Plain http is for a Hub on one's own computer alone.
  const local = new URL(issuer).hostname === "127.0.0.1";
  const config = await client.discovery(new URL(issuer), clientId, undefined, client.None(), {
    algorithm: "oauth2",
    execute: local ? [client.allowInsecureRequests] : [],
  });
  say("1. Found the Hub", `authorization at ${config.serverMetadata().authorization_endpoint}`);

  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const redirectUri = `http://127.0.0.1:${server.address().port}/callback`;
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: SCOPES,
    state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  say("2. Open this in your browser, and press Allow", address.href);

  const answer = await answerTo(server, redirectUri);
  // openid-client checks state and iss before it redeems the code.
  let tokens = await client.authorizationCodeGrant(config, answer, { pkceCodeVerifier: verifier, expectedState: state });
  say("3. Changed the code for tokens", `good for ${tokens.expires_in} s, for ${tokens.scope}`);

  const me = await get(config, tokens, "/api/auth/me");
  say("4. You are", `${me.display_name} <${me.email}>`);
  const teams = await get(config, tokens, "/api/user/teams");
  say("5. Your teams", teams.results.map((team) => `${team.name} (${team.role})`).join(", ") || "none");

  tokens = await client.refreshTokenGrant(config, tokens.refresh_token);
  say("6. Refreshed", "both tokens are new, the old ones are dead");
  await client.tokenRevocation(config, tokens.refresh_token);
  say("7. Revoked", "nothing is left of it");
}

async function answerTo(server, redirectUri) {
  for await (const [request, response] of requestsOf(server)) {
    const address = new URL(request.url, redirectUri);
    response.setHeader("Connection", "close");
    if (address.pathname === "/callback") {
      response.end("Done. You can close this window.");
      server.close();
      return address;
    }
    response.writeHead(404).end();
  }
}

async function* requestsOf(server) {
  for (;;) yield await once(server, "request");
}

async function get(config, tokens, path) {
  const answer = await client.fetchProtectedResource(config, tokens.access_token, new URL(issuer + path), "GET");
  return answer.json();
}

try {
  await main();
} catch (problem) {
  console.error(`${problem.message}${problem.error_description ? ` (${problem.error_description})` : ""}`);
  process.exitCode = 1;
}
