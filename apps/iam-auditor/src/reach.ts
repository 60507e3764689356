import type { Aws } from "@plumbline/aws-session/aws";
import type { Session } from "@plumbline/aws-session/session";
import type { GlobalOptions } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { openSession } from "@plumbline/cli/open-session";
import type { Seat } from "./seats.ts";

/** A signed-in account. */
export interface Reach {
  readonly partition: string;
  connect(to: { account: string; region: string }): Promise<Aws>;
  regions: Session["regions"];
  close(): void;
}

/** A role let us into another account than the one that it is kept for. Has the shape of a `Failure`. */
class OtherAccount extends Error {
  override readonly name = "OtherAccount";
  readonly kind = "failed";
}

/**
 * Signs in to an account: with the session's own credentials, or by the role, which the session's own roles lead to. Rejects with an AwsError,
 * or an error that says that the role is of another account.
 */
export async function openReach(seat: Seat, { session, global, run, io }: Signing): Promise<Reach> {
  const { account, roleArn, externalId } = seat;
  if (roleArn === undefined) {
    const { partition } = session;
    return { partition, connect: (to) => session.connect(to), regions: (of) => session.regions(of), close: () => undefined };
  }
  const { accounts: _accounts, ...rest } = global;
  const options = { ...rest, org: false, ou: [], excludeAccount: [], roleArn: [...global.roleArn, roleArn] };
  const own = await openSession({ ...options, externalId: externalId ?? global.externalId }, run, io);
  if (own.callerAccount === account) return own;
  own.close();
  throw new OtherAccount(`${roleArn} leads into ${own.callerAccount}, and is kept for ${account}`);
}

export interface Signing {
  readonly session: Session;
  readonly global: GlobalOptions;
  readonly run: string;
  readonly io: Io;
}
