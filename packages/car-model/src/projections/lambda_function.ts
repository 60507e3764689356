import type { Edge } from "@plumbline/car-client/edges";
import { lambdaFunction } from "@plumbline/collectors/lambda_function";
import { atRegion } from "../at-region.ts";
import type { Vertex } from "../contribution.ts";
import { defineProjection } from "../projection.ts";
import { tagged } from "../tags.ts";

/** A Lambda function is an asset; its runtime is an application that functions share, as a machine image is of instances. */
export const lambdaFunctionInCar = defineProjection({
  of: lambdaFunction,
  needs: ["tags"],
  followedBy: "events",
  project({ arn, id, description, runtime, tags }, place) {
    const region = atRegion(place, arn);
    const runtimeId = `lambda-runtime/${runtime}`;
    const runtimes: Vertex[] = runtime
      ? [{ collection: "application", row: { external_id: runtimeId, name: runtime, app_type: "AWS Lambda runtime" } }]
      : [];
    const runs: Edge[] = runtime ? [{ collection: "asset_application", from: arn, to: runtimeId }] : [];
    return {
      vertices: [
        {
          collection: "asset",
          row: {
            ...{ external_id: arn, name: id, asset_type: "AWS Lambda function", ...tagged(tags) },
            ...(description ? { description } : {}),
          },
        },
        ...runtimes,
        ...region.vertices,
      ],
      edges: [...runs, ...region.edges],
    };
  },
});
