// Acme Board: authorize, token, profile, teams, refresh and revoke from another origin, with fetch and nothing else.
import { challengeOf, randomText } from "./pkce.js";
import { Hub, Refused } from "./hub.js";

const SCOPES = "profile:read teams:read";
const ASKED = "acme-board-asked"; // What was asked, until the answer comes back. Tokens are never stored.
const element = (id) => document.getElementById(id);
const here = () => location.origin + location.pathname;

let hub = null;
let tokens = null;

async function start() {
  const asked = JSON.parse(sessionStorage.getItem(ASKED) ?? "null");
  const answer = new URLSearchParams(location.search);
  if (!answer.has("state")) {
    hub = new Hub(await config(answer));
    return show("Not connected.");
  }
  sessionStorage.removeItem(ASKED);
  history.replaceState(null, "", here()); // The code leaves the address bar and the history.
  hub = new Hub(asked ?? (await config(new URLSearchParams())));
  await redeem(answer, asked);
}

// config.json lies next to this page. The query may name another Hub, on one's own machine only: anywhere else,
// whoever writes a link would choose where people sign in.
async function config(query) {
  if (location.hostname === "127.0.0.1" && query.has("issuer") && query.has("client_id")) {
    return { issuer: query.get("issuer"), client_id: query.get("client_id") };
  }
  const answer = await fetch("config.json");
  if (!answer.ok) throw new Refused("config.json is missing; see the README of the examples.");
  return answer.json();
}

async function connect() {
  const asked = { issuer: hub.issuer, client_id: hub.clientId, state: randomText(), verifier: randomText() };
  sessionStorage.setItem(ASKED, JSON.stringify(asked));
  const url = await hub.authorizeUrl({
    redirect_uri: here(),
    scope: SCOPES,
    state: asked.state,
    code_challenge: await challengeOf(asked.verifier),
  });
  location.assign(url);
}

async function redeem(answer, asked) {
  // RFC 6749 §10.12 and RFC 9207 §2.4: first, that this answers our question and comes from the Hub we asked.
  if (asked === null || answer.get("state") !== asked.state) throw new Refused("That answer was not for this page.");
  if (answer.get("iss") !== hub.issuer) throw new Refused("That answer did not come from the Hub.");
  if (answer.get("error") === "access_denied") return show("You chose not to connect. Nothing was shared.");
  if (answer.has("error")) throw new Refused(`The Hub refused (${answer.get("error")}).`);
  tokens = await hub.redeem({ code: answer.get("code"), code_verifier: asked.verifier, redirect_uri: here() });
  await fill();
  show("Connected.");
}

async function refresh() {
  tokens = await hub.refresh(tokens);
  await fill();
  show("The tokens were changed for new ones.");
}

async function disconnect() {
  const last = tokens;
  tokens = null;
  await hub.revoke(last);
  show("Disconnected. Acme Board has no access any more.");
}

async function fill() {
  const [me, teams] = await Promise.all([hub.me(tokens), hub.teams(tokens)]);
  element("name").textContent = me.display_name;
  element("email").textContent = me.email;
  element("tail").textContent = "…" + tokens.access_token.slice(-4);
  element("teams").replaceChildren(...(teams.length ? teams.map(row) : ["You are in no team yet."]));
}

function row(team) {
  const item = document.createElement("li");
  for (const text of [team.name, team.role]) {
    const part = document.createElement("bdi");
    part.textContent = text;
    item.append(part);
  }
  return item;
}

function show(message) {
  element("status").textContent = message;
  element("connect").hidden = tokens !== null || hub === null;
  for (const id of ["refresh", "disconnect", "account"]) element(id).hidden = tokens === null;
}

// fetch throws a TypeError when nobody answers, or when the answer may not be read from this origin.
const run = (act) => () =>
  act().catch((error) => {
    if (error.ended) tokens = null;
    show(error instanceof Refused ? error.message : "The Hub does not answer. Please try again.");
  });

element("connect").addEventListener("click", run(connect));
element("refresh").addEventListener("click", run(refresh));
element("disconnect").addEventListener("click", run(disconnect));
run(start)();
