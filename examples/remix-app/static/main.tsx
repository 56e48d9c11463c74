import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter, RouterProvider } from "react-router-dom";
import { replaceSite } from "~/lib/site";
import "~/app.css";
import { answerScripts } from "./answer-scripts";
import { browserContext } from "./browser-context";
import { readApiAddress } from "./config";
import { routesOf } from "./routes";

const root = createRoot(document.getElementById("root") as HTMLElement);

try {
  const api = await readApiAddress();
  const context = browserContext(api);
  replaceSite({ api, hasServer: false, fetch: answerScripts(context) });
  root.render(
    <StrictMode>
      <RouterProvider router={createBrowserRouter(routesOf(context))} />
    </StrictMode>,
  );
} catch (error) {
  root.render(
    <main className="page py-10">
      <h1 className="headline-small">This page does not know its API</h1>
      <p role="alert" className="mt-3">
        {error instanceof Error ? error.message : String(error)}
      </p>
    </main>,
  );
}
