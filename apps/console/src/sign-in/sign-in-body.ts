import { html } from "hono/html";
import type { Html } from "../frame/page.ts";

interface Form {
  readonly to: string;
  readonly csrf: Html;
  readonly isDevLogin: boolean;
  /** How the identity provider is called; undefined where there is none. */
  readonly provider: string | undefined;
}

/** The ways to sign in. */
export const signInBody = ({ to, csrf, isDevLogin, provider }: Form): Html => html`
${provider === undefined ? "" : html`<p><a class="button primary" href="/sign-in/oidc?to=${encodeURIComponent(to)}">Sign in with ${provider}</a></p>`}
${
  isDevLogin
    ? html`<form method="post" action="/sign-in/local" class="stack">
  ${csrf}<input type="hidden" name="to" value="${to}">
  <label for="name">Name</label>
  <input id="name" name="name" required maxlength="64" pattern="[\\w.@\\-]+" autocomplete="username" autofocus>
  <button class="primary">Sign in on this machine</button>
  <p class="quiet">The development login asks for no password. It is on because the console was started with <code>--dev-login</code> or <code>--demo</code>.</p>
</form>`
    : ""
}
${provider === undefined && !isDevLogin ? html`<p>No way to sign in is set up. Start the console with <code>--oidc-issuer</code>.</p>` : ""}`;

export const leavingBody = (there: string, provider: string): Html => html`
<p>You are signed out of this console, and go on to sign out of ${provider}.</p><p><a class="button primary" href="${there}">Go on</a></p>`;

export const signedOutBody = (provider: string | undefined, wasThere: boolean): Html => html`
<p>You are signed out of this console.${provider === undefined ? "" : wasThere ? html` You come from ${provider}, where you could sign out too.` : html` ${provider} may still know you: sign out there too where others use this machine.`}</p>
<p><a class="button primary" href="/sign-in">Sign in again</a></p>`;
