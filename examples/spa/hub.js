// The Hub's endpoints, as a public client in a page on another origin uses them.

// The Hub said no; the message is for the person. ended: the tokens are worth nothing any more.
export class Refused extends Error {
  constructor(message, { ended = false } = {}) {
    super(message);
    this.ended = ended;
  }
}

export class Hub {
  constructor({ issuer, client_id }) {
    this.issuer = issuer;
    this.clientId = client_id;
  }

  // Where the endpoints are, as the Hub publishes them (RFC 8414); asked for once.
  async endpoint(name) {
    this.metadata ??= await this.ask(`${this.issuer}/.well-known/oauth-authorization-server`);
    if (this.metadata.issuer !== this.issuer) throw new Refused("Another server speaks for the Hub."); // §3.3
    return this.metadata[`${name}_endpoint`];
  }

  async authorizeUrl(parameters) {
    const query = new URLSearchParams({
      client_id: this.clientId,
      response_type: "code",
      code_challenge_method: "S256",
      ...parameters,
    });
    return `${await this.endpoint("authorization")}?${query}`;
  }

  redeem(parameters) {
    return this.post("token", { grant_type: "authorization_code", ...parameters });
  }

  refresh(tokens) {
    return this.post("token", { grant_type: "refresh_token", refresh_token: tokens.refresh_token });
  }

  revoke(tokens) {
    return this.post("revocation", { token: tokens.refresh_token, token_type_hint: "refresh_token" });
  }

  me(tokens) {
    return this.get(`${this.issuer}/api/auth/me`, tokens);
  }

  async teams(tokens) {
    const found = [];
    let url = `${this.issuer}/api/user/teams`;
    // The token goes nowhere but to the Hub.
    while (url?.startsWith(`${this.issuer}/`)) {
      const page = await this.get(url, tokens);
      found.push(...page.results);
      url = page.next;
    }
    return found;
  }

  // URLSearchParams as a body is application/x-www-form-urlencoded, which needs no preflight.
  async post(endpoint, parameters) {
    return this.ask(await this.endpoint(endpoint), {
      method: "POST",
      body: new URLSearchParams({ client_id: this.clientId, ...parameters }),
    });
  }

  // The content type means nothing on a GET, but most fetch wrappers send it; the preflight must allow both headers.
  get(url, tokens) {
    const headers = { Authorization: `Bearer ${tokens.access_token}`, "Content-Type": "application/json" };
    return this.ask(url, { headers });
  }

  async ask(url, request) {
    const answer = await fetch(url, { ...request, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
    const body = await answer.json();
    if (answer.ok) return body;
    const ended = answer.status === 401 || body.error === "invalid_grant";
    const message = ended ? "The connection has ended. Please connect again." : `The Hub refused (${body.error}).`;
    throw new Refused(message, { ended });
  }
}
