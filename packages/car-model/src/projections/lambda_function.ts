import { lambdaFunction } from "@plumbline/collectors/lambda_function";
import { atRegion } from "../at-region.ts";
import type { Vertex } from "../contribution.ts";
import { edgesTo } from "../parts.ts";
import { defineProjection } from "../projection.ts";
import { tagged } from "../tags.ts";

/** A Lambda function is an asset; its runtime is an application that functions share, as a machine image is of instances. */
export const lambdaFunctionInCar = defineProjection({
  of: lambdaFunction,
  needs: ["tags"],
  followedBy: "events",
  project({ arn, id, description, runtime, tags }, place) {
    const region = atRegion(place, arn);
    const runtimes = runtime ? [{ external_id: `lambda-runtime/${runtime}`, name: runtime, app_type: "AWS Lambda runtime" }] : [];
    return {
      vertices: [
        {
          collection: "asset",
          row: {
            ...{ external_id: arn, name: id, asset_type: "AWS Lambda function", ...tagged(tags) },
            ...(description ? { description } : {}),
          },
        },
        ...runtimes.map((row): Vertex => ({ collection: "application", row })),
        ...region.vertices,
      ],
      edges: [...runtimes.flatMap(({ external_id }) => edgesTo("asset_application", arn, [external_id])), ...region.edges],
    };
  },
});
