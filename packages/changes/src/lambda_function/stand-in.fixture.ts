import { awsFault, fakeAws } from "@plumbline/aws-session/testing";

interface Asked {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly StatementId?: string;
  readonly Action?: string;
  readonly Principal?: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly EventSourceToken?: string;
  readonly PrincipalOrgID?: string;
  readonly FunctionUrlAuthType?: string;
  readonly InvokedViaFunctionUrl?: boolean;
}

const arn = "arn:aws:lambda:eu-west-1:111111111111:function:f";
const missing = () => awsFault("ResourceNotFoundException", "The resource you requested does not exist.", 404);
const some = (entries: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));

/** The statement that AWS makes of a permission. https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
function statementOf(asked: Asked): object {
  const { Qualifier, StatementId: Sid, Action, Principal = "" } = asked;
  const principal = Principal === "*" ? "*" : Principal.endsWith(".amazonaws.com") ? { Service: Principal } : { AWS: Principal };
  const conditions = {
    StringEquals: some({
      "AWS:SourceAccount": asked.SourceAccount,
      "lambda:EventSourceToken": asked.EventSourceToken,
      "aws:PrincipalOrgID": asked.PrincipalOrgID,
      "lambda:FunctionUrlAuthType": asked.FunctionUrlAuthType,
    }),
    ArnLike: some({ "AWS:SourceArn": asked.SourceArn }),
    Bool: some({ "lambda:InvokedViaFunctionUrl": asked.InvokedViaFunctionUrl ? "true" : undefined }),
  };
  const Condition = Object.fromEntries(Object.entries(conditions).filter(([, keys]) => Object.keys(keys).length > 0));
  const Resource = Qualifier === undefined ? arn : `${arn}:${Qualifier}`;
  return { Sid, Effect: "Allow", Principal: principal, Action, Resource, ...(Object.keys(Condition).length > 0 ? { Condition } : {}) };
}

/** A function `f` as AWS keeps it, where the emulator mixes up the policies of versions and leaves conditions out. */
export function lambdaStandIn(given: Readonly<Record<string, readonly object[]>>) {
  const policies = new Map(Object.entries(given).map(([qualifier, statements]) => [qualifier, [...statements]]));
  const keyOf = ({ Qualifier = "$LATEST" }: Asked) => Qualifier;
  const sidOf = (statement: object) => ("Sid" in statement ? statement.Sid : undefined);
  const qualifiers = Object.keys(given).filter((qualifier) => qualifier !== "$LATEST");
  return fakeAws({
    answers: {
      GetFunctionConfiguration: { FunctionName: "f", FunctionArn: arn },
      GetPolicy: (asked: Asked) => {
        const statements = policies.get(keyOf(asked)) ?? [];
        if (statements.length === 0) throw missing();
        return { Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements }) };
      },
      GetFunctionUrlConfig: () => {
        throw missing();
      },
      ListAliases: { Aliases: qualifiers.filter((name) => !/^\d+$/.test(name)).map((Name) => ({ Name })) },
      ListVersionsByFunction: { Versions: ["$LATEST", ...qualifiers.filter((name) => /^\d+$/.test(name))].map((Version) => ({ Version })) },
      AddPermission: (asked: Asked) => {
        const statements = policies.get(keyOf(asked)) ?? [];
        if (statements.some((one) => sidOf(one) === asked.StatementId)) throw awsFault("ResourceConflictException", "exists", 409);
        policies.set(keyOf(asked), [...statements, statementOf(asked)]);
        return {};
      },
      RemovePermission: (asked: Asked) => {
        const statements = policies.get(keyOf(asked)) ?? [];
        const kept = statements.filter((one) => sidOf(one) !== asked.StatementId);
        if (kept.length === statements.length) throw missing();
        policies.set(keyOf(asked), kept);
        return {};
      },
    },
  });
}
