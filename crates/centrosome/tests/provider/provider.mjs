// A certified OpenID Connect provider on loopback, with its own development form of login: any
// password is right. Accounts are read from a file at each question, so that a test can change them.
// It prints its address as one line of JSON, and ends when whoever started it is gone.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

const { accounts, redirect, port } = JSON.parse(process.argv[2]);

async function key(alg) {
  const made = alg === 'EdDSA' ? 'Ed25519' : alg;
  const { privateKey } = await generateKeyPair(made, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: 'sig' };
}

const client = {
  redirect_uris: [redirect],
  post_logout_redirect_uris: [new URL('/sign-in', redirect).href],
  grant_types: ['authorization_code'],
  response_types: ['code'],
};
const account = (sub) => JSON.parse(readFileSync(accounts, 'utf8'))[sub];
const configuration = {
  clients: [
    { ...client, client_id: 'centrosome', client_secret: 'a secret of forty characters, for tests' },
    {
      ...client,
      client_id: 'centrosome-es256',
      client_secret: 'a secret of forty characters, for tests',
      id_token_signed_response_alg: 'ES256',
    },
    {
      ...client,
      client_id: 'centrosome-public',
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: 'EdDSA',
    },
  ],
  jwks: { keys: await Promise.all(['RS256', 'ES256', 'EdDSA'].map(key)) },
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA'] },
  cookies: { keys: ['for tests'] },
  claims: { openid: ['sub', 'amr'], profile: ['name', 'preferred_username', 'groups'] },
  pkce: { required: () => true },
  async findAccount(_, sub) {
    const known = account(sub);
    return known && { accountId: sub, claims: () => ({ sub, ...known }) };
  },
};

const server = createServer();
server.listen(port, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  // The form of login does not say how somebody proved who it is: the account's entry does.
  const finished = provider.interactionFinished.bind(provider);
  provider.interactionFinished = (request, response, result, more) => {
    const login = result.login && { ...result.login, amr: account(result.login.accountId)?.amr };
    return finished(request, response, login ? { ...result, login } : result, more);
  };
  server.on('request', provider.callback());
  console.log(JSON.stringify({ issuer }));
});
process.stdin.on('end', () => process.exit()).resume();
