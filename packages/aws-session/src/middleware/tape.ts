import type { Place } from "../aws.ts";
import { recordedAnswer, recordedError } from "../recording.ts";
import type { Answers } from "../surroundings.ts";
import type { CallRecorder } from "./count-calls.ts";
import { operationOf, type SdkClient, serviceOf } from "./sdk-client.ts";

/** Writes each call's line as soon as the call has ended. */
export const recordCalls = (client: SdkClient, { account, region }: Place, write: (line: string) => void): void => {
  const service = serviceOf(client);
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const call = { account, region, service, api: client.config.serviceId, operation: operationOf(context), input: args.input };
      try {
        const result = await next(args);
        write(recordedAnswer(call, result.output));
        return result;
      } catch (error) {
        write(recordedError(call, error));
        throw error;
      }
    },
    { step: "initialize", priority: "high", name: "plumblineRecord", override: true },
  );
};

/** Answers each call from a recording before it is signed; the requests of then are counted as if they were sent. */
export const replayCalls = (
  client: SdkClient,
  { account, region }: Place,
  { replay, recorder }: { replay: Answers; recorder: CallRecorder },
): void => {
  const service = serviceOf(client);
  client.middlewareStack.add(
    (_next, context) => async (args) => {
      const call = { account, region, service, api: client.config.serviceId, operation: operationOf(context), input: args.input };
      const answer = await replay.answer(call);
      for (let sent = 0; sent < answer.attempts; sent += 1) recorder.note(call);
      if ("error" in answer) throw answer.error;
      return { response: {}, output: answer.output };
    },
    { step: "initialize", priority: "high", name: "plumblineReplay", override: true },
  );
};
