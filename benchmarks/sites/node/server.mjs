import { newProvider, pool } from './provider.mjs';

const port = Number(process.env.BENCH_PORT);
const provider = newProvider(`http://127.0.0.1:${port}`);

// It has no such resource: the same look-up of the token, then one statement; client and grant are not looked at.
provider.use(async (ctx, next) => {
  if (ctx.path !== '/api/user/teams') return next();
  const token = await provider.AccessToken.find(ctx.get('authorization').replace(/^Bearer /, ''));
  if (!token?.scopes.has('teams')) {
    ctx.status = 401;
    ctx.set('WWW-Authenticate', 'Bearer error="invalid_token"');
    return undefined;
  }
  const { rows } = await pool.query({
    name: 'teams',
    text: 'SELECT t.id, t.name, m.role FROM member m JOIN team t ON t.id = m.team WHERE m.person = $1 ORDER BY t.id',
    values: [token.accountId],
  });
  ctx.body = rows;
  return undefined;
});

const server = provider.listen(port, '127.0.0.1');
process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close();
  pool.end().then(() => process.exit(0));
});
