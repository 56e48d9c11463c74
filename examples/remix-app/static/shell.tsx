import { type ReactNode, useLayoutEffect } from "react";
import { Outlet, ScrollRestoration, useRouteError, useRouteLoaderData } from "react-router-dom";
import { ErrorPage } from "~/components/error-page";
import { SiteFrame } from "~/components/site-frame";
import { useChosenTheme } from "~/hooks/use-chosen-theme";
import type { Theme } from "~/lib/theme";

export function Shell({ children = <Outlet /> }: { children?: ReactNode }) {
  const root = useRouteLoaderData("root") as { theme: Theme | null } | undefined;
  const theme = useChosenTheme(root?.theme ?? null);
  useLayoutEffect(() => {
    if (theme) document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <>
      <SiteFrame>{children}</SiteFrame>
      <ScrollRestoration />
    </>
  );
}

export function ShellProblem() {
  return (
    <Shell>
      <ErrorPage error={useRouteError()} />
    </Shell>
  );
}
