import { Link } from "@remix-run/react";
import { site } from "~/lib/site";

export function SiteFooter() {
  const { api, hasServer } = site();
  return (
    <footer className="border-t border-line py-6 text-sm text-muted">
      <div className="page flex flex-wrap justify-between gap-x-8 gap-y-2">
        <p>Reverse image search that runs on your own machine.</p>
        <p>
          The same search for programs:{" "}
          <code className="inline-block wrap-anywhere text-ink">POST {api}/search</code>
        </p>
        {hasServer && (
          <Link to="/admin" className="link">
            Admin
          </Link>
        )}
      </div>
    </footer>
  );
}
