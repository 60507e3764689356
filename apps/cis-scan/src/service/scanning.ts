import type { Io } from "@plumbline/cli/io";
import type { Context } from "@plumbline/queue-worker/handler";
import type { RequestItem } from "@plumbline/run-store/dynamodb-requests";
import type { Access } from "./access.ts";
import type { Own } from "./places.ts";
import type { ParsedScan } from "./scan-event.ts";
import type { Settings } from "./settings.ts";

/** All that one invocation works with. Nothing of it outlives the invocation, so that no request sees another one's. */
export interface Scanning {
  readonly asked: ParsedScan;
  readonly access: Access;
  readonly email: string | undefined;
  /** The request's item as it was when the invocation took it. */
  readonly before: RequestItem;
  readonly owner: string;
  readonly settings: Settings;
  readonly own: Own;
  readonly io: Io;
  readonly context: Context;
}

/** Where an unfinished run waits for the next invocation. */
export const checkpointOf = (requestId: string): string => `unfinished/${requestId}.jsonl.gz`;
