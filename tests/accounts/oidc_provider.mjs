// A certified OpenID provider (npm's oidc-provider) for tests: who signs in is described by a file, by their login.
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const [port, accountsPath, callback, home] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;

function claimsOf(sub) {
  const { amr: _amr, ...claims } = JSON.parse(readFileSync(accountsPath, "utf8"))[sub] ?? {};
  return { sub, ...claims };
}

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "eventapp",
      client_secret: "a secret of the tests",
      redirect_uris: [callback],
      post_logout_redirect_uris: [home],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub", "groups"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["of the tests"] },
  pkce: { required: () => true },
  findAccount: (_context, sub) => ({ accountId: sub, claims: () => claimsOf(sub) }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
