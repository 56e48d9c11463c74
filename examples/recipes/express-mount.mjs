// The HTTP API of revimg inside an Express app, below /pictures.
//
//   npm install @revimg/core @revimg/http express
//   node express-mount.mjs
//   curl -F image=@query.jpg http://localhost:3000/pictures/search
import { createRevimg } from "@revimg/core";
import { createHandler, nodeListener } from "@revimg/http";
import express from "express";

const revimg = await createRevimg(); // ./revimg-data, which quickstart.mjs fills
const handler = createHandler(revimg, { basePath: "/pictures" });

const app = express();
// Before any parser of bodies: the handler reads them itself.
app.use("/pictures", nodeListener(handler));
app.get("/", (_request, response) => void response.send("A page of yours"));

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`http://localhost:${server.address().port}/pictures/docs`);
});

process.once("SIGTERM", async () => {
  server.close();
  await handler.close(); // ends jobs that go on after their requests
  await revimg.close();
});
