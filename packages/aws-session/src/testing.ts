import type { Aws, ClientConstructor } from "./aws.ts";
import type { Call } from "./call.ts";
import { isSdkClient, operationOf, type SdkClient, serviceOf } from "./middleware/sdk-client.ts";
import { wrapErrors } from "./middleware/wrap-errors.ts";
import { partitionOf } from "./partition.ts";

/** Answers one operation: the plain output object, or a throw. A plain object stands for a function that always says it. */
export type Answer = object | ((input: never, call: Call) => object | Promise<object>);

/** What a fake place says, by operation; a key `service:Operation` goes before `Operation`. */
export interface FakeAnswers {
  readonly answers: Readonly<Record<string, Answer>>;
  /** 111111111111 unless told. */
  readonly account?: string;
  /** eu-west-1 unless told. */
  readonly region?: string;
  /** The region's own unless told. */
  readonly partition?: string;
}

/** An `Aws` whose calls never leave the process, and the calls that were made, in order. */
export interface FakeAws extends Aws {
  readonly calls: readonly Call[];
}

/**
 * Makes an `Aws` of real SDK clients whose calls are answered from `answers`, without HTTP. What an answer throws becomes an AwsError;
 * an operation without an answer throws an Error that names it.
 */
export const fakeAws = ({
  answers,
  account = "111111111111",
  region = "eu-west-1",
  partition = partitionOf(region),
}: FakeAnswers): FakeAws => {
  const calls: Call[] = [];
  const clients = new Map<unknown, unknown>();
  return {
    partition,
    account,
    region,
    calls,
    client<C>(Client: ClientConstructor<C>): C {
      const known = clients.get(Client);
      if (known instanceof Client) return known;
      const made = new Client({ region, ...testingCredentials });
      if (!isSdkClient(made)) throw new TypeError(`${Client.name} is no client of the AWS SDK v3`);
      wrapErrors(made, { account, region }, () => false);
      answerWith(made, { account, region, calls, answers });
      clients.set(Client, made);
      return made;
    },
  };
};

const testingCredentials = { credentials: { accessKeyId: "testing", secretAccessKey: "testing" } };

interface Script {
  readonly account: string;
  readonly region: string;
  readonly calls: Call[];
  readonly answers: Readonly<Record<string, Answer>>;
}

const answerWith = (client: SdkClient, { account, region, calls, answers }: Script): void => {
  const service = serviceOf(client);
  client.middlewareStack.add(
    (_next, context) => async (args) => {
      const call = { account, region, service, operation: operationOf(context), input: structuredClone(args.input) };
      calls.push(call);
      const answer = answers[`${service}:${call.operation}`] ?? answers[call.operation];
      if (answer === undefined) throw new Error(`no answer for ${service}:${call.operation}; give one in fakeAws({ answers })`);
      const said = await (isFunction(answer) ? answer(args.input, call) : answer);
      return { response: {}, output: { $metadata: {}, ...said } };
    },
    { step: "initialize", priority: "high", name: "plumblineFake" },
  );
};

type AnswerFunction = (input: unknown, call: Call) => object | Promise<object>;
const isFunction = (answer: Answer): answer is AnswerFunction => typeof answer === "function";

const clientFault = 400;

/** Makes an error as the SDK throws it: `name` is AWS's own name of the error; status 400 unless told. */
export const awsFault = (name: string, message = `${name} (fake)`, status = clientFault): Error =>
  Object.assign(new Error(message), {
    name,
    $fault: status < 500 ? "client" : "server",
    $metadata: { httpStatusCode: status, requestId: "fake" },
  });
