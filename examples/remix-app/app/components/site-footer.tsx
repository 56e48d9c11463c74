import { Link } from "@remix-run/react";

export function SiteFooter() {
  return (
    <footer className="border-t border-line py-6 text-sm text-muted">
      <div className="page flex flex-wrap justify-between gap-x-8 gap-y-2">
        <p>Reverse image search that runs on your own machine.</p>
        <p>
          The same search for programs:{" "}
          <code className="whitespace-nowrap text-ink">POST /api/search</code>
        </p>
        <Link to="/admin" className="link">
          Admin
        </Link>
      </div>
    </footer>
  );
}
