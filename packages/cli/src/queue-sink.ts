import type { Aws } from "@plumbline/audit-kit/define";
import type { Destination } from "@plumbline/aws-session/aws";
import { queuePlace } from "./queue-place.ts";
import { batchSize, type Outgoing, type Refused, sendMessages } from "./send.ts";

/** Where messages go, one by one; `end` waits until the last is there. Both reject with an AwsError when the queue can't be reached. */
export interface Sink<M> {
  put(message: M): Promise<void>;
  end(): Promise<void>;
}
interface Signed {
  readonly partition: string;
  readonly callerAccount: string;
  connect(to: Destination): Promise<Aws>;
}
interface Queue<M extends Outgoing> {
  readonly url: string;
  readonly session: Signed;
  sleep(milliseconds: number): Promise<void>;
  /** Called for each message that the queue does not take. */
  refuse(refused: Refused<M>): void;
}

/** Puts messages into an SQS queue, ten with a call, as the session's own account. */
export function queueSink<M extends Outgoing>({ url, session, sleep, refuse }: Queue<M>): Sink<M> {
  let batch: M[] = [];
  const send = async () => {
    const messages = batch;
    batch = [];
    if (messages.length === 0) return;
    const aws = await session.connect(queuePlace(session, url));
    for (const refused of await sendMessages(aws, url, messages, sleep)) refuse(refused);
  };
  return {
    async put(message) {
      batch.push(message);
      if (batch.length === batchSize) await send();
    },
    end: send,
  };
}
