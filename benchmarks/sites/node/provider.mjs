// node-oidc-provider over one table for all it keeps, with prepared statements, as the adapters that its documentation
// links to do it. usage of this folder: server.mjs PORT; fill.mjs FOLDER COUNT
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Provider from 'oidc-provider';
import pg from 'pg';

const { BENCH_FOLDER, BENCH_PGPORT, BENCH_DATABASE } = process.env;
export const pool = new pg.Pool({
  host: '127.0.0.1', port: Number(BENCH_PGPORT), user: 'postgres', database: BENCH_DATABASE, max: 8,
});
export const COOKIE_KEY = 'signs nothing but throwaway cookies';
export const CLIENT = 'bench-client';
export const RESOURCE_SERVER = 'bench-resource-server';
export const REDIRECT = 'https://client.example/callback';
export const SECRET = 's'.repeat(48);

const run = (name, text, values) => pool.query({ name, text, values });
const restored = ({ rows: [row] }) => (row ? { ...row.payload, ...(row.consumed ? { consumed: true } : {}) } : undefined);

export class Rows {
  constructor(model) { this.model = model; }

  upsert(id, payload, seconds) {
    const ends = seconds ? new Date(Date.now() + seconds * 1000) : null;
    return run('upsert', `INSERT INTO kept (model, id, payload, grant_id, uid, ends) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, ends = excluded.ends`,
    [this.model, id, payload, payload.grantId ?? null, payload.uid ?? null, ends]);
  }

  async find(id) {
    return restored(await run('find', `SELECT payload, consumed FROM kept
      WHERE model = $1 AND id = $2 AND (ends IS NULL OR ends > now())`, [this.model, id]));
  }

  async findByUid(uid) {
    return restored(await run('uid', 'SELECT payload, consumed FROM kept WHERE model = $1 AND uid = $2', [this.model, uid]));
  }

  consume(id) { return run('consume', 'UPDATE kept SET consumed = now() WHERE model = $1 AND id = $2', [this.model, id]); }

  destroy(id) { return run('destroy', 'DELETE FROM kept WHERE model = $1 AND id = $2', [this.model, id]); }

  revokeByGrantId(grant) {
    return run('revoke', 'DELETE FROM kept WHERE model = $1 AND grant_id = $2', [this.model, grant]);
  }
}

async function account(_, id) {
  const { rows: [found] } = await run('person', 'SELECT username, email, display_name FROM person WHERE id = $1', [id]);
  return found && {
    accountId: id,
    claims: () => ({ sub: id, name: found.display_name, preferred_username: found.username, email: found.email }),
  };
}

export function newProvider(issuer, adapter = Rows) {
  const key = createPrivateKey(readFileSync(`${BENCH_FOLDER}/key.pem`)).export({ format: 'jwk' });
  const shared = { redirect_uris: [REDIRECT], grant_types: ['authorization_code', 'refresh_token'] };
  return new Provider(issuer, {
    adapter,
    clients: [
      { ...shared, client_id: CLIENT, token_endpoint_auth_method: 'none' },
      { ...shared, client_id: RESOURCE_SERVER, client_secret: SECRET },
    ],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'] },
    scopes: ['openid', 'offline_access', 'profile', 'email', 'teams'],
    cookies: { keys: [COOKIE_KEY] },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256' }] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    ttl: {
      AccessToken: 3600, AuthorizationCode: 60, Grant: 1209600, IdToken: 3600, Interaction: 3600, RefreshToken: 1209600,
      Session: 1209600,
    },
    findAccount: account,
  });
}
