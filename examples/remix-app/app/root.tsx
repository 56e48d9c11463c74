import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  type ShouldRevalidateFunctionArgs,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import type { ReactNode } from "react";
import { ErrorPage } from "~/components/error-page";
import { ScrollPosition } from "~/components/scroll-position";
import { SiteFrame } from "~/components/site-frame";
import { useChosenTheme } from "~/hooks/use-chosen-theme";
import { useNonce } from "~/lib/nonce";
import { readTheme } from "~/lib/theme.server";
import stylesheet from "./app.css?url";

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: stylesheet },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
];

export const meta: MetaFunction = () => [{ title: "revimg" }];

export async function loader({ request }: LoaderFunctionArgs) {
  return { theme: await readTheme(request) };
}

/** Only a theme that was chosen changes what the root knows. */
export function shouldRevalidate({ formAction }: ShouldRevalidateFunctionArgs): boolean {
  return formAction === "/theme";
}

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const theme = useChosenTheme(useRouteLoaderData<typeof loader>("root")?.theme ?? null);
  return (
    <html lang="en" data-theme={theme ?? undefined}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme ?? "light dark"} />
        <Meta />
        <Links />
      </head>
      <body className="flex min-h-dvh flex-col">
        <SiteFrame>{children}</SiteFrame>
        <ScrollPosition />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <ErrorPage error={useRouteError()} />;
}
