import { beanstalkApplication } from "@plumbline/collectors/beanstalk_application";
import { defineProjection } from "../projection.ts";
import { tagged } from "../tags.ts";

/** An application of Elastic Beanstalk is an application. Instances of its environments join it to assets. */
export const beanstalkApplicationInCar = defineProjection({
  of: beanstalkApplication,
  needs: ["tags"],
  followedBy: "events",
  project: ({ arn, id, description, tags }) => ({
    vertices: [
      {
        collection: "application",
        row: {
          ...{ external_id: arn, name: id, app_type: "AWS Elastic Beanstalk application", ...tagged(tags) },
          ...(description ? { description } : {}),
        },
      },
    ],
    edges: [],
  }),
});
