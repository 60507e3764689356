import type { Session } from "@plumbline/aws-session/session";
import { chooseTypes } from "@plumbline/cli/choose-types";
import { readConfig } from "@plumbline/cli/config";
import { type Io, print } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { poll } from "@plumbline/cli/poll";
import { queueSink, type Sink } from "@plumbline/cli/queue-sink";
import type { Outgoing, Refused } from "@plumbline/cli/send";
import { findTargets, isUnnamed, logLeft } from "@plumbline/cli/targets";
import { isGap } from "@plumbline/finding-model/coverage";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import type { Config } from "./config.ts";

/** What a poll did: messages that reached their end, and what was missed, each told on stderr. */
export interface Polled {
  readonly messages: number;
  readonly missed: readonly string[];
}

/**
 * Lists the resources of every place and sends a message for each, to the queue or to stdout. A place that can't be listed, and a message that
 * the queue does not take, is missed, and the others go on. Rejects with an AwsError when signing in or the queue itself is refused.
 */
export async function pollAll(config: Config, io: Io): Promise<Polled> {
  const collectors = await chooseTypes(config.types);
  const settings = await readConfig(config, io);
  const log = makeLog(io, config);
  const missed: string[] = [];
  const miss: Miss = (message, fields) => {
    missed.push(message);
    log("warn", message, fields);
  };
  const session = await openSession(config, newRunId(io), io);
  try {
    const looks = collectors.map((collector) => ({ collector, aspects: new Map() }));
    const where = await findTargets(session, looks, config, settings);
    logLeft(where, log);
    for (const { type, account, message, outcome } of where.lost.filter(isGap))
      miss(`${type} of ${account} could not be listed: ${message}`, { account, type, cause: outcome });
    const refused = { messages: 0 };
    const sink = sinkOf(config, session, io, (message, fields) => {
      refused.messages++;
      miss(message, fields);
    });
    let put = 0;
    const { onlyUseTestResources: onlyTestResources } = config;
    const connect: Session["connect"] = (place) => session.connect(place);
    for await (const outcome of poll({ targets: where.targets, collectors, connect, onlyTestResources })) {
      if (outcome.kind === "resource") {
        await sink.put({ ref: outcome.ref, body: JSON.stringify(outcome.ref) });
        put++;
      } else if (outcome.failure.kind !== "region-disabled" || !isUnnamed(where.targets, outcome)) {
        const { account, region, type, failure } = outcome;
        miss(`${type} of ${account}/${region} could not be listed: ${failure.message}`, { account, region, type, cause: failure.kind });
      }
    }
    await sink.end();
    return { messages: put - refused.messages, missed };
  } finally {
    session.close();
  }
}

type Miss = (message: string, fields: Readonly<Record<string, string>>) => void;
interface Message extends Outgoing {
  readonly ref: ResourceRef;
}

const sinkOf = ({ sqs, stdout }: Config, session: Session, io: Io, miss: Miss): Sink<Message> =>
  sqs === undefined || stdout ? toStdout(io) : queueSink<Message>({ url: sqs, session, sleep: io.sleep, refuse: told(sqs, miss) });

const told =
  (queue: string, miss: Miss) =>
  ({ message: { ref, body }, reason }: Refused<Message>) =>
    miss(`message ${body} could not be put into ${queue}: ${reason}`, { account: ref.account, type: ref.type });

const toStdout = (io: Io): Sink<Message> => ({
  put: ({ body }) => print(io.stdout, `${body}\n`),
  end: async () => undefined,
});
