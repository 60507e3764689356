/** A real OpenID provider, as a process of its own: `node oidc-provider.fixture.ts ISSUER REDIRECT_URI SIGNED_OUT_URI`. Anybody signs in with any password. */
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [issuer = "", redirect = "", signedOut = ""] = process.argv.slice(2);
/** What it says of whom. */
const people: Readonly<Record<string, { name: string; groups: string[] }>> = {
  ada: { name: "Ada Admin", groups: ["platform"] },
  rita: { name: "Rita Reader", groups: ["shop"] },
};

const provider = new Provider(issuer, {
  clients: [
    {
      ...{ client_id: "console", client_secret: "of-the-tests-alone", redirect_uris: [redirect], post_logout_redirect_uris: [signedOut] },
      ...{ grant_types: ["authorization_code"], response_types: ["code"], token_endpoint_auth_method: "client_secret_basic" },
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["name"], groups: ["groups"] },
  cookies: { keys: ["of-the-tests-alone"] },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
});
createServer(provider.callback()).listen(Number(new URL(issuer).port), "127.0.0.1", () => process.stdout.write("ready\n"));
// It goes with the test that started it.
process.stdin.on("end", () => process.exit(0)).resume();
