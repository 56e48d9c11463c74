// Makes the bucket that REVIMG_BLOBS names, if it is not there yet. The keys are those of
// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
import { CreateBucketCommand, HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";

const url = new URL(process.env.REVIMG_BLOBS ?? "");
if (url.protocol !== "s3:")
  throw new Error("REVIMG_BLOBS names no bucket: s3://pictures?endpoint=…");
const { endpoint, region = "us-east-1" } = Object.fromEntries(url.searchParams);
const client = new S3Client({ region, ...(endpoint && { endpoint, forcePathStyle: true }) });
const bucket = { Bucket: url.hostname };
try {
  await client.send(new HeadBucketCommand(bucket));
  console.log(`The bucket ${url.hostname} is there.`);
} catch (error) {
  if (error.$metadata?.httpStatusCode !== 404) throw error;
  await client.send(new CreateBucketCommand(bucket));
  console.log(`The bucket ${url.hostname} is made.`);
}
