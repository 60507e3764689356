import { ecrImage } from "@plumbline/collectors/ecr_image";
import { atRegion } from "../at-region.ts";
import { defineProjection } from "../projection.ts";

/**
 * An image in ECR is an asset, since only these have vulnerabilities by an edge of theirs, and named as Security Hub and Inspector name it in
 * findings: https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resourcedetails-awsecr.html
 *
 * Lifecycle policies, replication and pull-through caches change images without a call, and no event of a call gives repository and
 * digest at one place: hence the listing.
 */
export const ecrImageInCar = defineProjection({
  of: ecrImage,
  needs: [],
  followedBy: "listing",
  project({ repository, repositoryArn, digest, imageTags, uri }, place) {
    const external_id = `${repositoryArn}/${digest}`;
    const region = atRegion(place, external_id);
    const name = imageTags.length > 0 ? `${repository}:${imageTags[0]}` : `${repository}@${digest.slice(0, "sha256:".length + 12)}`;
    return {
      vertices: [
        { collection: "asset", row: { external_id, name, asset_type: "AWS ECR image", description: [uri, ...imageTags].join(" ") } },
        ...region.vertices,
      ],
      edges: region.edges,
    };
  },
});
