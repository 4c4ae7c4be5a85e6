// usage: fill.mjs FOLDER COUNT. The provider makes its own rows, which are collected and inserted at once.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CLIENT, COOKIE_KEY, REDIRECT, RESOURCE_SERVER, SECRET, newProvider, pool } from './provider.mjs';

const [, , folder, given] = process.argv;
const count = Number(given);
const world = JSON.parse(process.env.BENCH_WORLD);
const rows = [];

class Collected {
  constructor(model) { this.model = model; }

  async upsert(id, payload, seconds) {
    rows.push({ model: this.model, id, payload, grant_id: payload.grantId ?? null, uid: payload.uid ?? null, seconds: seconds ?? null });
  }

  async find() { return undefined; }
}

const provider = newProvider(`http://127.0.0.1:${process.env.BENCH_PORT}`, Collected);
const client = await provider.Client.find(CLIENT);
const verifier = 'v'.repeat(64);
const challenge = createHash('sha256').update(verifier).digest('base64url');
const OPENID = 'openid profile email teams'; // its userinfo endpoint insists on openid
const PLAIN = 'offline_access profile email teams'; // without openid there is no ID token to sign

async function granted(number, scope) {
  const accountId = String(1 + (number % world.people.length));
  const grant = new provider.Grant({ accountId, clientId: CLIENT });
  grant.addOIDCScope(scope);
  return { accountId, client, scope, grantId: await grant.save(86400), gty: 'authorization_code', expiresIn: 86400 };
}

const bearers = []; const codes = []; const refresh = []; const dead = [];
for (let n = 0; n < world.bearers; n += 1) bearers.push(await new provider.AccessToken(await granted(n, OPENID)).save());
for (let n = 0; n < count; n += 1) {
  const code = { redirectUri: REDIRECT, codeChallenge: challenge, codeChallengeMethod: 'S256', authTime: Math.floor(Date.now() / 1000) };
  codes.push(await new provider.AuthorizationCode({ ...await granted(n, PLAIN), ...code }).save());
  const pair = await granted(n, PLAIN);
  refresh.push(await new provider.RefreshToken({ ...pair, iiat: Math.floor(Date.now() / 1000), rotations: 0 }).save());
  dead.push(await new provider.AccessToken(await granted(n, PLAIN)).save());
}
const cookies = [];
const Keygrip = createRequire(import.meta.url)('keygrip');
for (let n = 1; n <= world.signedIn; n += 1) {
  const grant = new provider.Grant({ accountId: String(n), clientId: CLIENT });
  grant.addOIDCScope(OPENID);
  const session = new provider.Session({ accountId: String(n), loginTs: Math.floor(Date.now() / 1000) });
  session.ensureClientContainer(RESOURCE_SERVER);
  session.grantIdFor(CLIENT, await grant.save(86400));
  await session.save(86400);
  const cookie = `_session=${session.jti}`;
  cookies.push(`${cookie}; _session.sig=${new Keygrip([COOKIE_KEY]).sign(cookie)}`);
}

await pool.query(`
  CREATE TABLE kept (model text, id text, payload jsonb NOT NULL, grant_id text, uid text, ends timestamptz,
    consumed timestamptz, PRIMARY KEY (model, id));
  CREATE INDEX ON kept (grant_id); CREATE INDEX ON kept (uid);
  CREATE TABLE person (id text PRIMARY KEY, username text, email text, display_name text);
  CREATE TABLE team (id bigint PRIMARY KEY, name text);
  CREATE TABLE member (person text, team bigint, role text, PRIMARY KEY (person, team));`);
const insert = (table, columns, values) => pool.query(
  `INSERT INTO ${table} SELECT * FROM jsonb_to_recordset($1::jsonb) AS given(${columns})`, [JSON.stringify(values)]);
await insert('person', 'id text, username text, email text, display_name text', world.people);
await insert('team', 'id bigint, name text', world.teams);
await insert('member', 'person text, team bigint, role text', world.members);
await pool.query(`INSERT INTO kept SELECT model, id, payload, grant_id, uid, now() + seconds * interval '1 second'
  FROM jsonb_to_recordset($1::jsonb) AS given(model text, id text, payload jsonb, grant_id text, uid text, seconds int)`,
[JSON.stringify(rows)]);
await pool.end();

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };
const write = (name, lines) => writeFileSync(`${folder}/${name}.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
const read = (path, token) => ({ line: `GET ${path}`, headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' }, body: '' });
const post = (path, form, more = {}) => ({ line: `POST ${path}`, headers: { ...FORM, ...more }, body: new URLSearchParams(form).toString() });
const page = (query, cookie) => ({ line: `GET /auth?${query}`, headers: { Cookie: cookie, Accept: 'text/html' }, body: '' });
const visit = (clientId) => new URLSearchParams({
  response_type: 'code', client_id: clientId, redirect_uri: REDIRECT, scope: OPENID, state: 'state-of-24-characters--',
  code_challenge: challenge, code_challenge_method: 'S256',
}).toString();
const basic = { Authorization: `Basic ${Buffer.from(`${RESOURCE_SERVER}:${SECRET}`).toString('base64')}` };
write('me', bearers.map((token) => read('/me', token)));
write('teams', bearers.map((token) => read('/api/user/teams', token)));
write('unknown', bearers.map((token) => read('/me', `${token.slice(0, -4)}AAAA`)));
write('code', codes.map((code) => post('/token', { client_id: CLIENT, grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier })));
write('refresh', refresh.map((token) => post('/token', { client_id: CLIENT, grant_type: 'refresh_token', refresh_token: token })));
write('revoke', dead.map((token) => post('/token/revocation', { client_id: CLIENT, token })));
write('introspect', bearers.map((token) => post('/token/introspection', { token }, basic)));
write('authorize', cookies.map((cookie) => page(visit(RESOURCE_SERVER), cookie)));
write('skip', cookies.map((cookie) => page(visit(CLIENT), cookie)));
