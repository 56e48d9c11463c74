export function SiteFooter() {
  return (
    <footer className="page flex flex-wrap justify-between gap-x-8 gap-y-2 border-t border-line py-6 text-sm text-muted">
      <p>Reverse image search that runs on your own machine.</p>
      <p>
        The same search for programs:{" "}
        <code className="whitespace-nowrap text-ink">POST /api/search</code>
      </p>
    </footer>
  );
}
