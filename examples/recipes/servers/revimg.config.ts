// PostgreSQL for what is known of pictures, pgvector for their vectors, S3 for the pictures.
//
//   npm install revimg @revimg/adapters pg @aws-sdk/client-s3 @aws-sdk/s3-request-presigner
//   export DATABASE_URL=postgres://me:secret@db:5432/shop BUCKET=pictures AWS_REGION=eu-central-1
//   npx revimg index ./photos        # every command in this folder uses these stores
//   npx revimg search ./query.jpg
//   npx revimg serve
//
// A program uses them too: createRevimg(await loadConfig()), of @revimg/adapters/config.
import { defineConfig } from "@revimg/adapters/config";
import { pgvector } from "@revimg/adapters/pgvector";
import { postgres } from "@revimg/adapters/postgres";
import { s3 } from "@revimg/adapters/s3";

const { BUCKET = "pictures", DATABASE_URL, S3_ENDPOINT, VECTORS_URL = DATABASE_URL } = process.env;

export default defineConfig({
  metadata: postgres({ url: DATABASE_URL }),
  vectors: pgvector({
    url: VECTORS_URL, // the same database, unless you name another
    maxConnections: Number(process.env.VECTORS_CONNECTIONS ?? 10),
    preparedStatements: process.env.POOLER !== "1", // some poolers can't prepare statements
  }),
  // Amazon's own, or a server with the same protocol at S3_ENDPOINT.
  blobs: s3({ bucket: BUCKET, ...(S3_ENDPOINT && { endpoint: S3_ENDPOINT }) }),
});
