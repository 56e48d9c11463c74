// The HTTP API of revimg inside a Fastify app, below /pictures.
//
//   npm install @revimg/core @revimg/http fastify
//   node fastify-mount.mjs
//   curl -F image=@query.jpg http://localhost:3000/pictures/search
import { createRevimg } from "@revimg/core";
import { createHandler, nodeListener } from "@revimg/http";
import fastify from "fastify";

const revimg = await createRevimg(); // ./revimg-data, which quickstart.mjs fills
const handler = createHandler(revimg, { basePath: "/pictures" });
const listen = nodeListener(handler);

const app = fastify();
app.get("/", async () => "A page of yours");
app.register(
  async (scope) => {
    // Fastify would read bodies before it calls a route, and the handler reads them itself.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _body, done) => done(null));
    scope.all("/*", (request, reply) => {
      reply.hijack();
      return listen(request.raw, reply.raw);
    });
  },
  { prefix: "/pictures" },
);

await app.listen({ port: Number(process.env.PORT ?? 3000), host: "127.0.0.1" });
console.log(`http://localhost:${app.server.address().port}/pictures/docs`);

process.once("SIGTERM", async () => {
  await app.close();
  await handler.close(); // ends jobs that go on after their requests
  await revimg.close();
});
