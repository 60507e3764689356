import { cookies } from "../sign-in/cookies.ts";
import { findViewer } from "../sign-in/sessions.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Ctx, Setup } from "./setup.ts";
import type { Viewer } from "./viewer.ts";

/** Nobody is signed in, or the session is over. */
export class NotSignedIn extends Error {
  override readonly name = "NotSignedIn";
}

/** Who asks; throws NotSignedIn, or TooMany. */
export type SignedIn = (c: Ctx) => Promise<{ viewer: Viewer; cookie: string }>;

export const signedInBy =
  (setup: Setup, limits: RateLimits): SignedIn =>
  async (c) => {
    const cookie = cookies(setup).get(c, "session");
    const viewer = cookie === undefined ? undefined : await findViewer(setup.store, cookie, setup.now(), setup);
    if (cookie === undefined || viewer === undefined) throw new NotSignedIn("nobody is signed in");
    // A request is looked at before its body is read, and again when it is carried out: it counts once.
    const isCounted = c.get("subject") !== undefined;
    c.set("subject", viewer.subject);
    if (!isCounted) await limits.subject(viewer.subject);
    return { viewer, cookie };
  };
