import { useLocation } from "@remix-run/react";
import type { ReactNode } from "react";
import { AskProvider } from "~/ask/ask-context";
import { PageDrop } from "~/ask/page-drop";
import { SearchStage } from "~/search/search-stage";
import { PendingBar } from "./pending-bar";
import { SiteFooter } from "./site-footer";
import { SiteHeader } from "./site-header";

/** What is around every page. */
export function SiteFrame({ children }: { children: ReactNode }) {
  // What is dropped there is added, not searched with.
  const isAdmin = /^\/admin(?:\/|$)/.test(useLocation().pathname);
  return (
    <>
      <a href="#main" className="skip-link">
        Skip to the content
      </a>
      <PendingBar />
      <AskProvider>
        {!isAdmin && <PageDrop />}
        <SiteHeader />
        <main id="main" className="page flex-1 pb-20">
          <SearchStage>{children}</SearchStage>
        </main>
      </AskProvider>
      <SiteFooter />
    </>
  );
}
